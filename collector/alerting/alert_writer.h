// AlertWriter in the shop's language: what notifications say. Names people by their initials: alerts leave this machine.
#pragma once

#include "collector/alerting/alert_pass.h"
#include "shared/rules/catalogue.h"

namespace replywatch {

// `zone` as in settings. The catalogue is copied.
AlertWriter MakeAlertWriter(Catalogue words, const std::string& zone, std::function<Timestamp()> now);

}  // namespace replywatch

// Alerts in words: one line that says who or what, since when, and what to do. Pure but for the zone's calendar; one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/local_time.h"
#include "shared/model/alert.h"
#include "shared/model/inbox.h"
#include "shared/rules/catalogue.h"

namespace replywatch {

// What a line names.
struct AlertNames {
  std::string person;  // empty: of no conversation
  std::string inbox;
  std::string agent;  // who said they answer; empty: not known any more
};

// "A. M.": what leaves this machine names nobody.
std::string InitialsOf(const std::string& name);
// One number of facts, "key=value …"; 0 when absent.
std::int64_t FactIn(std::string_view facts, std::string_view key);

// The inbox as people know it: its platform, with its own name where several are of one platform. Empty: not among them.
std::string InboxLabel(InboxId id, const std::vector<Inbox>& inboxes);

// What it is about in two words, as a tag.
std::string_view AlertKindInWords(const Alert& alert, const Catalogue& words);
std::string DescribeAlert(const Alert& alert, const AlertNames& names, Timestamp now, const Catalogue& words,
                          const LocalTime& local);

// Why it is not told now, or when it was, and that this has not arrived; empty where there is nothing to say.
std::string DescribeHold(const Alert& alert, const AlertNames& names, bool is_undelivered, Timestamp now, const Catalogue& words,
                         const LocalTime& local);

}  // namespace replywatch

// Opening hours and holidays as settings write them. Internal to settings/.
#pragma once

#include <optional>
#include <string_view>

#include "shared/settings/settings.h"
#include "shared/settings/settings_reader.h"

namespace replywatch {

// "09:00-13:00", minutes since midnight; "24:00" is the day's end. With `over_midnight` the end may lie before the begin.
std::optional<DayInterval> ParseDayInterval(std::string_view text, bool over_midnight);

// "mon", "mon-fri", "sat-sun": indices 0..6, Monday first; empty when it is none.
std::vector<int> ParseWeekdays(std::string_view text);

void ReadShopHours(SettingsReader::Object& shop, ShopSettings& out);

}  // namespace replywatch

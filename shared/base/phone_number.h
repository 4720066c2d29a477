// Telephone numbers as people write them, brought to one form, so that the same line is the same caller. Numbers are not
// looked up in any plan: who writes a line in two ways that only a plan could tell to be one, writes two. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace replywatch {

inline constexpr std::size_t kMostPhoneDigits = 15;  // with the country's code (ITU-T E.164, 2010)

// "+" and one to three digits, the first not 0.
bool IsCountryCode(std::string_view text);

// Digits with a "+" before an international number: "+40 (0)722-000.111" and "0040722000111" give "+40722000111". A number of
// seven digits or more without a country's code gets `country_code` ("+40"; empty: it stays as it is), less one leading 0;
// shorter ones are a house's own. kInvalidArgument for anything but 3 to 15 digits and what stands between them.
Result<std::string> NormalisePhoneNumber(std::string_view text, std::string_view country_code = {});

}  // namespace replywatch

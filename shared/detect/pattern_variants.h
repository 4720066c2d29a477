// From a pattern as people write it in words.json ("не зарежда", "defect*") to the folded
// keys under which texts may show it. Bulgarian in Latin letters has several habits for one Cyrillic
// letter (ъ is a, u or y), so one pattern can have several keys. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace replywatch {

// Without duplicates; empty when the pattern has no word, more than eight, or a '*' inside one, or one letter
// many times ("bbb"), which folding cannot tell from that letter.
std::vector<std::string> PatternKeys(std::string_view pattern);

}  // namespace replywatch

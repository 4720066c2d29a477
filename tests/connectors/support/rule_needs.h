// What rules of the conformance suite need of a platform. The fixture alone skips a rule, where a need is not met, so that how
// many are skipped can be counted, and is pinned in conformance_pins_test.cc.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "collector/practice/practice_server.h"

namespace replywatch::testing {

// A platform, and one way in which its servers differ (empty: none).
struct Subject {
  const PracticeInfo* info = nullptr;
  std::string quirk;
  bool is_over_http = false;  // with the real client and a real server between
};

// Every platform that shows messages; which do not is pinned in abilities_test.cc.
std::vector<Subject> Subjects();

// "bluesky", "bluesky_over_http" or "bluesky_likes".
std::string NameOf(const Subject& subject);

// By the rule's name, as gtest has it without suites and subject; empty: nothing.
std::string_view NeedOf(std::string_view rule);

// Those of the needs that are met there, once the account is checked.
std::set<std::string_view> NeedsMet(const Subject& subject);

}  // namespace replywatch::testing

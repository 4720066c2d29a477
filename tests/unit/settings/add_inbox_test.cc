#include "shared/settings/add_inbox.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace replywatch {
namespace {

using nlohmann::json;

constexpr const char* kInbox = R"({ "name": "new" })";

json Read(const std::string& text) { return json::parse(text, nullptr, false, true); }

TEST(AddInbox, PutsItBehindTheLast) {
  const auto out = AddInbox("{ \"inboxes\": [ { \"name\": \"a\" } // the first, ] }\n ], \"x\": [1] }", kInbox);
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(*out, "{ \"inboxes\": [ { \"name\": \"a\" },\n    { \"name\": \"new\" } // the first, ] }\n ], \"x\": [1] }");
  EXPECT_EQ(Read(*out)["inboxes"].size(), 2U);
}

TEST(AddInbox, BeginsAnEmptyListAndAMissingOne) {
  for (const char* text : {R"({ "inboxes": [] })", R"({ "inboxes": [ /* none yet */ ] })", R"({ "shop": { "inboxes": [1] } })",
                           "{}", "// mine\n{\n}\n", "{ \"a\": 1 // last\n}"}) {
    const auto out = AddInbox(text, kInbox);
    ASSERT_TRUE(out.ok()) << text;
    const json read = Read(*out);
    ASSERT_TRUE(read.is_object()) << *out;
    ASSERT_EQ(read["inboxes"].size(), 1U) << *out;
    EXPECT_EQ(read["inboxes"][0]["name"], "new");
  }
}

TEST(AddInbox, LeavesEverythingElseAsItWas) {
  const std::string text =
      "// our settings\n{\n  \"note\": \"a ] b \\\" [ // none\",\n  \"inboxes\": [\n    { \"name\": \"a\", \"x\": [[]] }\n  "
      "]\n}\n";
  const auto out = AddInbox(text, kInbox);
  ASSERT_TRUE(out.ok());
  std::string without = *out;
  const std::string added = ",\n    " + std::string(kInbox);
  without.erase(without.find(added), added.size());
  EXPECT_EQ(without, text);
}

TEST(AddInbox, RefusesWhatIsNoneOrHasNoList) {
  for (const char* text : {"", "[]", "{", "{ \"inboxes\": 5 }", "{ \"inboxes\": [ }"})
    EXPECT_FALSE(AddInbox(text, kInbox).ok()) << text;
}

}  // namespace
}  // namespace replywatch

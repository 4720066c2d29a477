// What an inbox of noted calls does: nothing, and it says so.
#include "collector/connectors/phone/phone.h"

#include <gtest/gtest.h>

namespace replywatch {
namespace {

Result<std::unique_ptr<Connector>> Make(std::map<std::string, std::string> options = {}) {
  ConnectorContext context;
  context.inbox.name = "Shop phone";
  context.inbox.platform = "phone";
  context.inbox.options = std::move(options);
  return phone::Platform().make(std::move(context));
}

constexpr Timestamp kNow{1'790'000'000'000};

TEST(Phone, NeedsNoAddressNoSecretAndNoNetwork) {
  const PlatformInfo info = phone::Platform();
  EXPECT_TRUE(info.written_here);
  EXPECT_TRUE(info.address_example.empty());
  EXPECT_TRUE(info.required_options.empty());
  EXPECT_TRUE(info.required_secrets.empty() && info.optional_secrets.empty());
  const auto connector = Make();
  ASSERT_TRUE(connector.ok());
  const auto check = (*connector)->Check(kNow, {});
  ASSERT_TRUE(check.ok());
  EXPECT_EQ(check->account_id, "Shop phone");
  EXPECT_EQ(check->account_name, "Shop phone");
  EXPECT_TRUE(check->warnings.empty());
  EXPECT_FALSE(check->clock_skew);
}

TEST(Phone, HasNothingToReadOrToReadAgain) {
  const auto connector = *Make();
  EXPECT_TRUE(connector->streams().empty());
  EXPECT_EQ(connector->max_sweep_items(), 0U);
  EXPECT_EQ(connector->Fetch({"calls", "", "", kNow}, {}).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_TRUE(connector->Sweep({{}, kNow}, {}).ok());
  EXPECT_EQ(connector->Sweep({{"1"}, kNow}, {}).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(connector->Approve("1", kNow, {}).error().kind, ErrorKind::kInvalidArgument);
}

TEST(Phone, RefusesAReplyForGoodAndSaysWhatToDo) {
  const auto connector = *Make();
  const auto sent = connector->Send({}, {});
  ASSERT_FALSE(sent.ok());
  EXPECT_EQ(sent.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_NE(sent.error().text.find("call back"), std::string::npos);
  EXPECT_EQ(connector->FindSent({}, {})->outcome, FindOutcome::kNotThere);
}

TEST(Phone, TakesACountrysCodeAndNothingElseForOne) {
  EXPECT_TRUE(Make({{"country_code", "+40"}}).ok());
  const auto wrong = Make({{"country_code", "Romania"}});
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().kind, ErrorKind::kConfiguration);
}

}  // namespace
}  // namespace replywatch

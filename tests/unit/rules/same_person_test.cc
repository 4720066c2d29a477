// Who is suggested as the same person, and who is not.
#include "shared/rules/same_person.h"

#include <gtest/gtest.h>

namespace replywatch {
namespace {

ContactIdentity Account(std::int64_t inbox, const std::string& name, const std::string& handle = "",
                        const std::string& email = "") {
  ContactIdentity account;
  account.inbox_id = InboxId{inbox};
  account.name = name;
  account.handle = handle;
  account.email = email;
  return account;
}

std::optional<Likeness> Of(const ContactIdentity& a, const ContactIdentity& b) {
  return LikenessOf(std::vector{a}, std::vector{b});
}

TEST(Likeness, IsOneAddress) {
  EXPECT_EQ(Of(Account(1, "Ana", "", "Ana.Pop@Example.org"), Account(1, "someone", "", "ana.pop@example.org")), Likeness::kEmail);
}
TEST(Likeness, IsOneHandleThatNamesItsServer) {
  EXPECT_EQ(Of(Account(1, "", "ana@far.example"), Account(2, "", "ana@far.example")), Likeness::kHandle);
}
TEST(Likeness, IsNotAHandleWithoutServer) {
  EXPECT_EQ(Of(Account(1, "", "ana"), Account(2, "", "ana")), std::nullopt) << "everybody may be called so somewhere";
}
TEST(Likeness, IsOneHandleWithOneName) {
  EXPECT_EQ(Of(Account(1, "Ana", "ana_p"), Account(2, "ANA", "Ana_P")), Likeness::kHandleAndName);
  EXPECT_EQ(Of(Account(1, "Ana", "ana_p"), Account(1, "Ana", "ana_p")), std::nullopt) << "two accounts of one platform";
  EXPECT_EQ(Of(Account(1, "Ana", "ana_p"), Account(2, "Iva", "ana_p")), std::nullopt);
}
TEST(Likeness, IsOneFullNameInTwoInboxes) { EXPECT_EQ(Of(Account(1, "Łucja Żak"), Account(2, "LUCJA ZAK")), Likeness::kName); }
TEST(Likeness, IsNotOneNameInOneInbox) { EXPECT_EQ(Of(Account(1, "Ana Pop"), Account(1, "Ana Pop")), std::nullopt); }
TEST(Likeness, IsNotAFirstName) { EXPECT_EQ(Of(Account(1, "Ana"), Account(2, "Ana")), std::nullopt); }
TEST(Likeness, IsNotAFirstNameWithABlank) { EXPECT_EQ(Of(Account(1, "Ana "), Account(2, "Ana ")), std::nullopt); }
TEST(Likeness, IsNothingBetweenEmptyAccounts) { EXPECT_EQ(Of(Account(1, ""), Account(2, "")), std::nullopt); }
TEST(Likeness, IsTheStrongestOfAnyTwoAccounts) {
  const std::vector one{Account(1, "Ana Pop"), Account(3, "x", "", "ana@example.org")};
  const std::vector other{Account(2, "Ana Pop"), Account(4, "y", "", "ana@example.org")};
  EXPECT_EQ(LikenessOf(one, other), Likeness::kEmail);
}

}  // namespace
}  // namespace replywatch

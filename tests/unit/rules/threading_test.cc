#include "shared/rules/threading.h"

#include <gtest/gtest.h>

namespace replywatch {
namespace {

constexpr const char* kUs = "shop";

Item From(const std::string& author) {
  Item item;
  item.source_id = "m1";
  item.author.source_id = author;
  return item;
}

Item Ours() {
  Item item = From(kUs);
  item.direction = Direction::kOutgoing;
  return item;
}

TEST(ContactSourceIdOf, AnIncomingItemBelongsToItsAuthor) { EXPECT_EQ(ContactSourceIdOf(From("ana"), std::nullopt, kUs), "ana"); }

TEST(ContactSourceIdOf, AnUnknownAuthorIsKeptUnderTheItem) {
  EXPECT_EQ(ContactSourceIdOf(From(""), std::nullopt, kUs), "unknown:m1");
}

TEST(ContactSourceIdOf, OurReplyBelongsToTheAuthorOfTheComment) {
  Item item = Ours();
  item.parent_source_id = "c1";
  EXPECT_EQ(ContactSourceIdOf(item, ParentFacts{Direction::kIncoming, "ana"}, kUs), "ana");
}

TEST(ContactSourceIdOf, OurReplyToOurReplyBelongsToThePersonAnswered) {
  Item item = Ours();
  item.parent_source_id = "r1";
  EXPECT_EQ(ContactSourceIdOf(item, ParentFacts{Direction::kOutgoing, "ana"}, kUs), "ana");
}

TEST(ContactSourceIdOf, WithoutTheParentItBelongsToWhomThePlatformNames) {
  Item item = Ours();
  item.parent_source_id = "c1";
  item.parent_author_id = "ana";
  EXPECT_EQ(ContactSourceIdOf(item, std::nullopt, kUs), "ana");
}

TEST(ContactSourceIdOf, ElseToWhomItMentionsFirst) {
  Item item = Ours();
  item.parent_source_id = "c1";
  item.mentioned_ids = {kUs, "ion", "ana"};
  EXPECT_EQ(ContactSourceIdOf(item, std::nullopt, kUs), "ion");
}

TEST(ContactSourceIdOf, ElseItWaitsForItsParent) {
  Item item = Ours();
  item.parent_source_id = "c1";
  EXPECT_EQ(ContactSourceIdOf(item, std::nullopt, kUs), "");
}

TEST(ContactSourceIdOf, APostOfOursAnswersNobody) {
  Item item = Ours();
  item.mentioned_ids = {"ana"};
  EXPECT_EQ(ContactSourceIdOf(item, std::nullopt, kUs), "");
}

TEST(ContactSourceIdOf, OurPrivateMessageBelongsToWhomItNames) {
  Item item = Ours();
  item.visibility = Visibility::kPrivate;
  item.mentioned_ids = {"ana"};
  EXPECT_EQ(ContactSourceIdOf(item, ParentFacts{Direction::kIncoming, "ion"}, kUs), "ana");
}

struct Talk {
  const char* what;
  const char* parent_contact;  // nullptr: the parent is unknown
  Direction parent_direction;
  bool mentions_us;
  Flags flags;
  bool expected;
};

TEST(IsTalkAmongOthers, FollowsItsTruthTable) {
  const Talk table[] = {
      {"to another person", "ion", Direction::kIncoming, false, {}, true},
      {"to another person, a question", "ion", Direction::kIncoming, false, Flag::kQuestion, true},
      {"to another person, naming us", "ion", Direction::kIncoming, true, {}, false},
      {"to another person, a problem of theirs too", "ion", Direction::kIncoming, false, Flag::kProblem, false},
      {"to another person, a threat", "ion", Direction::kIncoming, false, Flag::kThreat, false},
      {"to our answer to another person", "ion", Direction::kOutgoing, false, {}, false},
      {"to themselves", "ana", Direction::kIncoming, false, {}, false},
      {"to something unknown", nullptr, Direction::kIncoming, false, {}, false},
  };
  for (const Talk& row : table) {
    Item item = From("ana");
    item.mentions_us = row.mentions_us;
    item.parent_source_id = "c1";
    std::optional<ParentFacts> parent;
    if (row.parent_contact != nullptr) parent = ParentFacts{row.parent_direction, row.parent_contact};
    EXPECT_EQ(IsTalkAmongOthers(item, parent, kUs, row.flags), row.expected) << row.what;
  }
}

TEST(IsTalkAmongOthers, IsNeverPrivateOrOurs) {
  Item item = From("ana");
  item.parent_author_id = "ion";
  EXPECT_TRUE(IsTalkAmongOthers(item, std::nullopt, kUs, {}));
  item.visibility = Visibility::kPrivate;
  EXPECT_FALSE(IsTalkAmongOthers(item, std::nullopt, kUs, {}));
  item.visibility = Visibility::kPublic;
  item.direction = Direction::kOutgoing;
  EXPECT_FALSE(IsTalkAmongOthers(item, std::nullopt, kUs, {}));
}

}  // namespace
}  // namespace replywatch

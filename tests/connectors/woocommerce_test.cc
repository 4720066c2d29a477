// What only a shop's reviews do: stars, two interfaces with one series of ids, and a trash that no list shows.
#include "collector/connectors/woocommerce/woocommerce.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/connectors/support/connector_fixture.h"

namespace replywatch::woocommerce {
namespace {

using replywatch::testing::ConnectorBench;
using ::testing::HasSubstr;

Json Sample() {
  return Json::parse(R"({"id":9,"date_created_gmt":"2026-10-01T10:00:00","product_id":3,"product_name":"Mugs &amp; more",
    "product_permalink":"https://shop.example/mugs/","status":"approved","reviewer":"Ana &amp; Jan","reviewer_email":"Ana@People.example",
    "review":"<p>Hi<br />\nthere</p>\n","rating":4,"verified":true})");
}

const PracticeInfo& Info(std::string_view platform) {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (info.platform == platform) return info;
  }
  throw std::logic_error("not built in");
}

struct Shop {
  explicit Shop(PracticeOptions options = {}) : bench(Info("woocommerce"), std::move(options)) {
    EXPECT_TRUE(bench.Check().ok());
    product = bench.world.AddPost("New mugs");
  }
  ConnectorBench bench;
  std::string product;
};

TEST(WooReview, IsReadWhole) {
  const auto review = ReadReview(Sample());
  ASSERT_TRUE(review.ok()) << review.error().text;
  EXPECT_TRUE(review->verified);
  const Item item = ToItem(*review);
  EXPECT_EQ(item.source_id, "9");
  EXPECT_EQ(item.root_source_id, "post:3");
  EXPECT_EQ(item.kind, MessageKind::kReview);
  EXPECT_EQ(item.rating, 4);
  EXPECT_EQ(item.text, "Hi\nthere");
  EXPECT_EQ(item.author.name, "Ana & Jan");
  EXPECT_EQ(item.author.source_id, "guest:ana@people.example");
  EXPECT_EQ(item.root_title, "Mugs & more");
  EXPECT_EQ(item.permalink, "https://shop.example/mugs/#comment-9");
  EXPECT_TRUE(item.abilities.reply_public);
}

TEST(WooReview, HasStarsFromOneToFiveOrNone) {
  for (const auto& [stars, rating] : std::vector<std::pair<Json, std::optional<int>>>{{0, std::nullopt},
                                                                                      {1, 1},
                                                                                      {5, 5},
                                                                                      {6, std::nullopt},
                                                                                      {-1, std::nullopt},
                                                                                      {"4", std::nullopt},
                                                                                      {nullptr, std::nullopt}}) {
    Json element = Sample();
    element["rating"] = stars;
    EXPECT_EQ(ReadReview(element)->rating, rating) << stars;
  }
}

TEST(WooReview, IsRefusedWithoutWhatItNeeds) {
  for (const char* name : {"id", "product_id", "date_created_gmt", "status"}) {
    for (const Json& value : {Json(), Json("x"), Json(-1), Json::array(), Json::object()}) {
      Json element = Sample();
      element[name] = value;
      EXPECT_FALSE(ReadReview(element).ok()) << name << " " << value;
    }
  }
  EXPECT_FALSE(ReadReviews(Json::object()).ok());
  EXPECT_EQ(ReadReviews(Json::array({Sample(), 5}))->set_aside.size(), 1U);
}

TEST(WooCommerce, ReadsStarsAndWhatIsBelow) {
  Shop shop;
  const std::string review = shop.bench.world.AddComment("ana", shop.product, "Broken.");
  const std::string answer = shop.bench.world.Answer(review, "Sorry!", Visibility::kPublic)->id;
  const std::string thanks = shop.bench.world.AddComment("ana", answer, "All right.");
  ASSERT_TRUE(shop.bench.FetchAll().ok());
  EXPECT_EQ(shop.bench.Find(review)->kind, MessageKind::kReview);
  EXPECT_TRUE(shop.bench.Find(review)->rating);
  EXPECT_EQ(shop.bench.Find(answer)->direction, Direction::kOutgoing);
  EXPECT_EQ(shop.bench.Find(answer)->parent_source_id, shop.bench.SourceId(review));
  EXPECT_EQ(shop.bench.Find(thanks)->kind, MessageKind::kComment);
  EXPECT_EQ(shop.bench.Find(thanks)->root_source_id, shop.bench.Find(review)->root_source_id);
}

TEST(WooCommerce, TellsAnswersFromReviewsWhereTheShopDoesNot) {
  PracticeOptions options;
  options.quirks.insert("answers_are_reviews");
  Shop shop(options);
  const std::string review = shop.bench.world.AddComment("ana", shop.product, "Broken.");
  const std::string answer = shop.bench.world.Answer(review, "Sorry!", Visibility::kPublic)->id;
  ASSERT_TRUE(shop.bench.FetchAll().ok());
  EXPECT_EQ(shop.bench.Find(review)->kind, MessageKind::kReview);
  EXPECT_EQ(shop.bench.Find(answer)->direction, Direction::kOutgoing);
  EXPECT_EQ(shop.bench.Find(answer)->parent_source_id, shop.bench.SourceId(review));
  EXPECT_FALSE(shop.bench.Find(answer)->rating);
}

TEST(WooCommerce, KeepsTheStarsOfWhatIsInTheTrash) {
  Shop shop;
  const std::string review = shop.bench.world.AddComment("ana", shop.product, "Broken.");
  ASSERT_TRUE(shop.bench.FetchAll().ok());
  const Item before = *shop.bench.Find(review);
  shop.bench.world.Remove(review, RemovedBy::kPage);
  const auto swept = shop.bench.connector->Sweep({{before.source_id}, shop.bench.world.Now()}, shop.bench.cancel);
  ASSERT_TRUE(swept.ok()) << swept.error().text;
  ASSERT_EQ(swept->items.size(), 1U);
  EXPECT_EQ(swept->items.front().publication, Publication::kRemoved);
  EXPECT_EQ(swept->items.front().kind, MessageKind::kReview);
  EXPECT_EQ(swept->items.front().rating, before.rating);
}

TEST(WooCommerce, SaysThatTheShopIsNotThere) {
  // A site without the plugin.
  ConnectorBench site(Info("wordpress"), {});
  auto made = Platform().make({site.http.get(), site.server->Inbox(testing::PracticeHttpClient::kBaseUrl), nullptr});
  ASSERT_TRUE(made.ok());
  const auto check = (*made)->Check(site.world.Now(), site.cancel);
  ASSERT_FALSE(check.ok());
  EXPECT_EQ(check.error().kind, ErrorKind::kConfiguration);
  EXPECT_THAT(check.error().text, HasSubstr("WooCommerce"));
}

TEST(WooCommerce, LeavesNothingToTheInboxOfTheSite) {
  Shop shop;
  const std::string review = shop.bench.world.AddComment("ana", shop.product, "Broken.");
  shop.bench.world.AddComment("jan", review, "Mine too.");
  auto site = FindPlatform("wordpress")
                  ->make({shop.bench.http.get(), shop.bench.server->Inbox(testing::PracticeHttpClient::kBaseUrl), nullptr});
  ASSERT_TRUE(site.ok());
  ASSERT_TRUE((*site)->Check(shop.bench.world.Now(), shop.bench.cancel).ok());
  for (const StreamInfo& stream : (*site)->streams()) {
    const auto page = (*site)->Fetch({stream.name, "", "", shop.bench.world.Now()}, shop.bench.cancel);
    ASSERT_TRUE(page.ok());
    EXPECT_TRUE(page->items.empty());
    EXPECT_EQ(page->unreadable, 1);
  }
}

}  // namespace
}  // namespace replywatch::woocommerce

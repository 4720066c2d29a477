#include "collector/review/weekly_delivery.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

namespace fs = std::filesystem;

class WeeklyDeliveryTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    settings_.shop.name = "Atelier";
    settings_.shop.time_zone = "Europe/Bucharest";
    for (std::size_t day = 0; day < 5; ++day) settings_.shop.hours.week.at(day) = {{9 * 60, 17 * 60}};
    settings_.review.folder = folder_.path() / "reviews";
    settings_.review.language = "ro";
    Add("m1", "ana", "Unde e coletul?", Monday(47, 10).ms);
  }

  static Timestamp Monday(int week, int hour, int minute = 0) {
    return Zone::Find("Europe/Bucharest")->At(MondayOf({2026, week}), hour * 60 + minute);
  }
  fs::path File(const std::string& name) const { return settings_.review.folder / name; }
  void Look(WeeklyDelivery& delivery, Timestamp now) {
    const Status looked = delivery.Look(now);
    ASSERT_TRUE(looked.ok()) << looked.error().text;
  }

  Settings settings_;
};

TEST_F(WeeklyDeliveryTest, WritesTheReviewWhenTheShopOpens) {
  WeeklyDelivery delivery(*store_, settings_);
  Look(delivery, Monday(47, 12));
  Look(delivery, Monday(48, 8, 59));
  EXPECT_FALSE(fs::exists(File("review-2026-W47.html")));
  Look(delivery, Monday(48, 9));
  ASSERT_TRUE(fs::exists(File("review-2026-W47.html")));
  EXPECT_EQ(fs::status(File("review-2026-W47.html")).permissions() & fs::perms::all,
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(WeeklyDeliveryTest, WritesItOnceEvenAcrossRestarts) {
  WeeklyDelivery first(*store_, settings_);
  Look(first, Monday(48, 9));
  fs::remove(File("review-2026-W47.html"));
  Look(first, Monday(48, 10));
  WeeklyDelivery after_restart(*store_, settings_);
  Look(after_restart, Monday(48, 11));
  EXPECT_FALSE(fs::exists(File("review-2026-W47.html")));
  Look(after_restart, Monday(49, 9));
  EXPECT_TRUE(fs::exists(File("review-2026-W48.html"))) << "and the next one in time";
}

TEST_F(WeeklyDeliveryTest, CatchesUpLaterInTheWeek) {
  WeeklyDelivery delivery(*store_, settings_);
  Look(delivery, Monday(48, 9) + Duration::Days(3));
  EXPECT_TRUE(fs::exists(File("review-2026-W47.html")));
}

TEST_F(WeeklyDeliveryTest, WaitsForTheFirstOpeningAfterAHoliday) {
  settings_.shop.hours.closed = {{MondayOf({2026, 48}), MondayOf({2026, 48})}};
  WeeklyDelivery delivery(*store_, settings_);
  Look(delivery, Monday(48, 12));
  EXPECT_FALSE(fs::exists(File("review-2026-W47.html")));
  Look(delivery, Monday(48, 9) + Duration::Days(1));
  EXPECT_TRUE(fs::exists(File("review-2026-W47.html")));
}

TEST_F(WeeklyDeliveryTest, TriesAgainWhatCouldNotBeWritten) {
  std::error_code ignored;
  fs::create_directories(folder_.path(), ignored);
  { std::ofstream(settings_.review.folder) << "a file in the way"; }
  WeeklyDelivery delivery(*store_, settings_);
  Look(delivery, Monday(48, 9));
  fs::remove(settings_.review.folder);
  Look(delivery, Monday(48, 9, 9));
  EXPECT_FALSE(fs::exists(File("review-2026-W47.html"))) << "not in every round";
  Look(delivery, Monday(48, 9, 10));
  EXPECT_TRUE(fs::exists(File("review-2026-W47.html")));
}

TEST_F(WeeklyDeliveryTest, WritesEveryFormatAsked) {
  settings_.review.formats = {"html", "json", "csv"};
  WeeklyDelivery delivery(*store_, settings_);
  Look(delivery, Monday(48, 9));
  for (const char* format : {"html", "json", "csv"})
    EXPECT_TRUE(fs::exists(File(std::string("review-2026-W47.") + format))) << format;
}

TEST_F(WeeklyDeliveryTest, TellsNothingBeforeTheFirstMessage) {
  WeeklyDelivery delivery(*store_, settings_);
  Look(delivery, Monday(46, 12));
  EXPECT_FALSE(fs::exists(settings_.review.folder));
}

TEST_F(WeeklyDeliveryTest, IsSilentWithoutAFolder) {
  settings_.review.folder.clear();
  WeeklyDelivery delivery(*store_, settings_);
  Look(delivery, Monday(48, 9));
  Read([&](Session& s) { EXPECT_FALSE(*s.reports().WasDelivered({2026, 47}, "")); });
}

}  // namespace
}  // namespace replywatch

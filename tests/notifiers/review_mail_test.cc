// The weekly review in a real mailbox: once to each address, tried again while the server will not have it.
#include "collector/review_mail.h"

#include <fstream>
#include <thread>

#include "tests/support/child_process.h"
#include "tests/support/manual_clock.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

using testing::ChildProcess;

class ReviewMailArrival : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    settings_.shop.name = "Atelier";
    settings_.shop.time_zone = "Europe/Bucharest";
    for (std::size_t day = 0; day < 5; ++day) settings_.shop.hours.week.at(day) = {{9 * 60, 17 * 60}};
    settings_.review.language = "ro";
    settings_.review.mail = {"ioana@atelier.example", "mihai@atelier.example"};
    Add("m1", "ana", "Unde e coletul?", Monday(47, 10).ms);
  }
  static Timestamp Monday(int week, int hour, int minute = 0) {
    return Zone::Find("Europe/Bucharest")->At(MondayOf({2026, week}), hour * 60 + minute);
  }
  void Serve(const std::string& mode) {
    server_ = std::make_unique<ChildProcess>(testing::ChildOptions{
        {RW_TEST_PYTHON, std::string(RW_TEST_SOURCE_DIR) + "/tests/support/mail_server.py", Folder().string(), mode},
        {},
        {},
        {}});
    for (int i = 0; i < 500 && server_->out().find('\n') == std::string::npos; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    settings_.mail = MailSettings{
        "smtp://127.0.0.1:" + server_->out().substr(0, server_->out().find('\n')), "", "Atelier <shop@atelier.example>", {}};
  }
  std::filesystem::path Folder() const { return folder_.path() / "mail"; }
  std::vector<std::string> Mailbox() const {
    std::vector<std::string> mails;
    for (const auto& entry : std::filesystem::directory_iterator(Folder() / "new")) {
      std::ifstream in(entry.path(), std::ios::binary);
      mails.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    return mails;
  }
  void At(ReviewMail& mail, Timestamp now) {
    clock_.Jump(now - clock_.Now());
    const Status done = mail.Round(clock_, {});
    ASSERT_TRUE(done.ok()) << done.error().text;
  }
  static std::string IdOf(const std::string& mail) {
    const std::size_t at = mail.find("Message-ID:");
    return mail.substr(at, mail.find('\n', at) - at);
  }

  Settings settings_;
  ManualClock clock_{Monday(47, 12)};
  std::unique_ptr<ChildProcess> server_;
};

TEST_F(ReviewMailArrival, ComesToEachAddressWhenTheShopOpens) {
  Serve("ok");
  ReviewMail mail(*store_, settings_);
  At(mail, Monday(47, 12));
  At(mail, Monday(48, 8, 59));
  EXPECT_TRUE(Mailbox().empty());
  At(mail, Monday(48, 9));
  ASSERT_EQ(Mailbox().size(), 2U);
  const std::string text = Mailbox()[0] + Mailbox()[1];
  for (const char* part : {"To: ioana@atelier.example", "To: mihai@atelier.example", "Auto-Submitted: auto-generated",
                           "text/plain; charset=utf-8", "text/html", "review-2026-W47.html", "Subject: =?UTF-8?B?"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
  }
}

TEST_F(ReviewMailArrival, ComesOnceEvenAcrossRestarts) {
  Serve("ok");
  ReviewMail first(*store_, settings_);
  At(first, Monday(48, 9));
  At(first, Monday(48, 10));
  ReviewMail after_restart(*store_, settings_);
  At(after_restart, Monday(48, 11));
  EXPECT_EQ(Mailbox().size(), 2U);
  Add("m2", "ana", "Unde e coletul?", Monday(48, 12).ms);
  At(after_restart, Monday(49, 9));
  EXPECT_EQ(Mailbox().size(), 4U) << "and the next one in time";
}

TEST_F(ReviewMailArrival, IsTriedAgainWhileTheServerIsBusy) {
  Serve("busy");
  ReviewMail mail(*store_, settings_);
  At(mail, Monday(48, 9));
  Serve("ok");
  At(mail, Monday(48, 9, 4));
  EXPECT_TRUE(Mailbox().empty()) << "not at once";
  At(mail, Monday(48, 9, 5));
  EXPECT_EQ(Mailbox().size(), 2U);
  At(mail, Monday(48, 9, 30));
  EXPECT_EQ(Mailbox().size(), 2U);
}

TEST_F(ReviewMailArrival, LostAfterItsTextCarriesTheSameIdAgain) {
  settings_.review.mail = {"ioana@atelier.example"};
  Serve("drop");
  ReviewMail mail(*store_, settings_);
  At(mail, Monday(48, 9));
  At(mail, Monday(48, 9, 5));
  ASSERT_EQ(Mailbox().size(), 2U);
  EXPECT_EQ(IdOf(Mailbox()[0]), IdOf(Mailbox()[1]));
}

TEST_F(ReviewMailArrival, RefusedForGoodIsNotTriedAgain) {
  Serve("refuse");
  ReviewMail mail(*store_, settings_);
  At(mail, Monday(48, 9));
  Serve("ok");
  At(mail, Monday(48, 12));
  EXPECT_TRUE(Mailbox().empty());
}

TEST_F(ReviewMailArrival, OfAnEmptyStoreNeverComes) {
  Serve("ok");
  ReviewMail mail(*store_, settings_);
  At(mail, Monday(40, 9));
  EXPECT_TRUE(Mailbox().empty());
}

}  // namespace
}  // namespace replywatch

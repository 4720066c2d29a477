// The program against a real WordPress: what visitors, the shop and a failing server do to it.
#include <gtest/gtest.h>

#include <set>

#include "tests/real/wordpress_site.h"

namespace replywatch::testing {
namespace {

using Json = nlohmann::json;

constexpr int kLongHistory = 2000;

class WordPress : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { site_ = std::make_unique<WordPressSite>(); }
  static void TearDownTestSuite() { site_.reset(); }
  void SetUp() override {
    if (!site_->missing().empty())
      GTEST_SKIP() << "no WordPress here: " << site_->missing()
                   << "install wordpress mariadb-server php-cli php-mysql php-xml php-mbstring curl";
    shop_ = MakeWordPressShop(*site_, site_->password());
  }

  void Collect() {
    const CommandResult once = shop_->Run({"once"});
    ASSERT_EQ(once.status, 0) << once.err;
  }
  static std::string Id(const Json& message) { return std::to_string(message["id"].get<std::int64_t>()); }
  // The id on the site; permalinks end in "#comment-<id>".
  static std::string SiteId(const Json& message) {
    const std::string link = message["permalink"];
    return link.substr(link.rfind('-') + 1);
  }
  // A comment by a visitor whom the shop knows, so that it appears at once; the earlier one is done with.
  Json KnownVisitorAsks(const std::string& name, const std::string& text) {
    EXPECT_TRUE(site_->Comment(name, "Bună ziua de la " + name));
    Collect();
    const Json first = shop_->Find("Bună ziua de la " + name);
    EXPECT_EQ(shop_->Run({"approve", Id(first)}).status, 0);
    Collect();
    EXPECT_EQ(shop_->Run({"done", Id(first)}).status, 0);
    EXPECT_TRUE(site_->Comment(name, text));
    Collect();
    return shop_->Find(text);
  }

  static std::unique_ptr<WordPressSite> site_;
  std::unique_ptr<RealShop> shop_;
};

std::unique_ptr<WordPressSite> WordPress::site_;

TEST_F(WordPress, VisitorsAreCollectedApprovedAndAnswered) {
  const std::string question = "Nu am primit comanda și nimeni nu răspunde!";
  ASSERT_TRUE(site_->Comment("Ana", question));
  Collect();
  Json message = shop_->Find(question);
  ASSERT_FALSE(message.is_null());
  EXPECT_EQ(message["publication"], "held");
  EXPECT_EQ(message["language"], "ro");
  EXPECT_EQ(message["flags"], Json::array({"problem"}));
  EXPECT_EQ(message["contact"]["name"], "Ana");
  EXPECT_EQ(site_->PublicTexts().find("nimeni nu"), std::string::npos);

  ASSERT_EQ(shop_->Run({"approve", Id(message)}).status, 0);
  Collect();
  EXPECT_EQ(site_->Do({"show", SiteId(message)})["status"], "approved");
  EXPECT_EQ(shop_->Find(question)["publication"], "visible");
  EXPECT_EQ(shop_->Status()["waiting"]["public"], 1);

  const std::string answer = "Ana, ne pare rău! Mulțumim că ne-ai spus; coletul <b>pleacă</b> azi & ajunge mâine.";
  const CommandResult queued = shop_->Run({"reply", Id(message), "--text", answer, "--force"});
  ASSERT_EQ(queued.status, 0) << queued.err;
  Collect();
  const Json shown = site_->Do({"show", SiteId(message)});
  ASSERT_EQ(shown["answers"].size(), 1U);
  EXPECT_EQ(shown["answers"][0]["user"], site_->shop_user());
  EXPECT_EQ(shown["answers"][0]["author"], "Atelier Test");
  EXPECT_EQ(shown["answers"][0]["status"], "approved");
  for (const char* words : {"nimeni nu", "ne pare rău"}) EXPECT_NE(site_->PublicTexts().find(words), std::string::npos) << words;
  EXPECT_FALSE(shop_->Find(answer).is_null()) << "read back as it was written";
  EXPECT_EQ(shop_->Status()["waiting"]["public"], 0);
  EXPECT_EQ(shop_->Status()["outbox"]["sent"], 2);
}

TEST_F(WordPress, AnAnswerWrittenInWordPressStopsTheWait) {
  const Json message = KnownVisitorAsks("Ion", "Cât costă eșarfa?");
  ASSERT_FALSE(message.is_null());
  EXPECT_EQ(message["state"], "waiting");
  ASSERT_TRUE(site_->Do({"answer", SiteId(message), "O sută de lei, Ion."}).is_number());
  Collect();
  EXPECT_EQ(shop_->Find("Cât costă eșarfa?")["state"], "answered");
  EXPECT_EQ(shop_->Find("O sută de lei, Ion.")["direction"], "outgoing");
}

TEST_F(WordPress, WhatIsTrashedThereIsKeptHereAsRemoved) {
  const std::string text = "Produsul a venit stricat, vreau banii înapoi";
  const Json message = KnownVisitorAsks("Dan", text);
  ASSERT_FALSE(message.is_null());
  ASSERT_EQ(site_->Do({"trash", SiteId(message)}), true);
  Collect();
  const Json kept = shop_->Find(text);
  ASSERT_FALSE(kept.is_null());
  EXPECT_EQ(kept["publication"], "removed");
  EXPECT_EQ(kept["waiting_since"], nullptr);
}

TEST_F(WordPress, ARefusedPasswordSaysWhatToDo) {
  // The comment listing itself answers such a request with 200 and what everybody may see.
  const auto stranger = MakeWordPressShop(*site_, "aaaa bbbb cccc dddd eeee ffff");
  for (const char* command : {"once", "check"}) {
    const CommandResult refused = stranger->Run({command});
    EXPECT_EQ(refused.status, 3) << command;
    EXPECT_NE(refused.err.find("application password"), std::string::npos) << refused.err;
    EXPECT_EQ(refused.err.find("aaaa"), std::string::npos);
  }
  EXPECT_EQ(stranger->Status()["inboxes"][0]["state"], "blind");
}

TEST_F(WordPress, ALongHistoryIsReadCompletely) {
  site_->Do({"fill", site_->post(), std::to_string(kLongHistory)});
  const int there = site_->Do({"count"});
  ASSERT_GE(there, kLongHistory);
  for (int round = 0; round < 2; ++round) {
    Collect();
    const Json inbox = shop_->Status()["inboxes"][0];
    EXPECT_EQ(inbox["completeness"], Json({{"platform", there}, {"stored", there}}));
    EXPECT_EQ(inbox["set_aside"], 0);
  }
}

TEST_F(WordPress, AServerThatStopsInTheMiddleLosesAndDoublesNothing) {
  const int there = site_->Do({"count"});
  ASSERT_GE(there, kLongHistory) << "runs after the long history was written";
  const auto stored = [&] {
    const Json status = shop_->Status();
    return status.is_object() && !status["inboxes"].empty() ? status["inboxes"][0]["stored"].get<int>() : 0;
  };
  const auto collector = shop_->StartCollector();
  ASSERT_TRUE(Eventually([&] { return stored() > 0; })) << collector->err();
  site_->StopWeb();
  ASSERT_TRUE(Eventually([&] { return shop_->Status()["inboxes"][0]["last_error"].is_object(); }));
  const int before = stored();
  EXPECT_LT(before, there) << "stopped too late to interrupt anything";
  site_->Start();
  EXPECT_TRUE(Eventually([&] { return stored() == there; })) << stored() << " of " << there << "\n" << collector->err();
  EXPECT_TRUE(Eventually([&] { return shop_->Status()["inboxes"][0]["state"] == "ok"; }));
  const Json inbox = shop_->Status()["inboxes"][0];
  EXPECT_EQ(inbox["completeness"], Json({{"platform", there}, {"stored", there}}));
  EXPECT_EQ(stored(), there);
}

}  // namespace
}  // namespace replywatch::testing

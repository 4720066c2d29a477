// The program against a real Dovecot and Exim: what customers, the shop's own mail program and a failing host do to it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "tests/real/mail_host.h"

namespace replywatch::testing {
namespace {

using Json = nlohmann::json;

constexpr int kLongHistory = 1000;
constexpr const char* kIoana = "Ioana Pop <ioana@customer.test>";

class MailAccount : public ::testing::Test {
 protected:
  // A host of its own for each: what they count is theirs.
  void SetUp() override {
    host_ = std::make_unique<MailHost>();
    if (!host_->missing().empty())
      GTEST_SKIP() << "no mail host here: " << host_->missing()
                   << "install dovecot-imapd dovecot-lmtpd exim4-daemon-light openssl";
    shop_ = host_->MakeShop();
  }

  void Collect() {
    const CommandResult once = shop_->Run({"once"});
    ASSERT_EQ(once.status, 0) << once.err;
  }
  // Exim delivers a moment after it took a mail.
  bool ArrivesAt(const std::string& user, std::size_t count) {
    return Eventually([&] { return host_->Folder(user, "INBOX").size() >= count; });
  }
  static std::string Id(const Json& message) { return std::to_string(message["id"].get<std::int64_t>()); }
  void Reply(const Json& message, const std::string& text) {
    const CommandResult queued = shop_->Run({"reply", Id(message), "--text", text, "--force"});
    ASSERT_EQ(queued.status, 0) << queued.err;
  }

  std::unique_ptr<MailHost> host_;
  std::unique_ptr<RealShop> shop_;
};

TEST_F(MailAccount, IsReadInThreeCharsetsAndNothingIsMarkedAsRead) {
  const std::vector<Json> mails{{{"from", kIoana},
                                 {"charset", "utf-8"},
                                 {"id", "<ro@customer.test>"},
                                 {"subject", "Comanda mea"},
                                 {"text", "Nu a sosit și nimeni nu răspunde 😡"}},
                                {{"from", "Paweł <pawel@customer.test>"},
                                 {"charset", "iso-8859-2"},
                                 {"id", "<pl@customer.test>"},
                                 {"subject", "Zażółć"},
                                 {"text", "Gdzie jest moja przesyłka?"}},
                                {{"from", "georgi@customer.test"},
                                 {"charset", "windows-1251"},
                                 {"id", "<bg@customer.test>"},
                                 {"subject", "Пратка"},
                                 {"text", "Къде е пратката ми?"}}};
  for (Json mail : mails) {
    mail["to"] = "shop@shop.test";
    if (mail["charset"] == "iso-8859-2") mail["from"] = "pawel@customer.test";
    host_->Send(mail);
  }
  ASSERT_TRUE(ArrivesAt("shop@shop.test", 3));
  Collect();
  for (const Json& mail : mails) {
    const Json found = shop_->Find(mail["subject"].get<std::string>() + "\n\n" + mail["text"].get<std::string>());
    ASSERT_FALSE(found.is_null()) << mail;
    EXPECT_EQ(found["kind"], "email");
    EXPECT_EQ(found["visibility"], "private");
    EXPECT_EQ(found["state"], "waiting");
  }
  for (const Json& mail : host_->Folder("shop@shop.test", "INBOX"))
    EXPECT_EQ(mail["flags"].get<std::string>().find("Seen"), std::string::npos);
  Collect();
  EXPECT_EQ(shop_->List().size(), 3U);
}

TEST_F(MailAccount, AnswersInTheCustomersThreadAndItGoesOn) {
  host_->Write(kIoana, "q1@customer.test", "Comanda", "Unde este coletul?");
  ASSERT_TRUE(ArrivesAt("shop@shop.test", 1));
  Collect();
  const std::string answer = "Bună, Ioana! Coletul pleacă azi.\n.\nFrom aici: 10 € – mulțumim 🙂";
  Reply(shop_->Find("Comanda\n\nUnde este coletul?"), answer);
  Collect();
  ASSERT_TRUE(ArrivesAt("ioana@customer.test", 1));
  const Json mail = host_->Folder("ioana@customer.test", "INBOX")[0];
  EXPECT_EQ(mail["head"]["In-Reply-To"], "<q1@customer.test>");
  EXPECT_EQ(mail["head"]["References"], "<q1@customer.test>");
  EXPECT_EQ(mail["head"]["Subject"], "Re: Comanda");
  EXPECT_EQ(mail["head"]["From"], "Atelier Test <shop@shop.test>");
  EXPECT_EQ(mail["head"].count("Auto-Submitted"), 0U) << "a person wrote it";
  EXPECT_EQ(mail["text"], answer + "\n");
  const std::string flags = host_->Folder("shop@shop.test", "INBOX")[0]["flags"];
  EXPECT_NE(flags.find("Answered"), std::string::npos) << flags;
  const Json sent = host_->Folder("shop@shop.test", "Sent");
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0]["head"]["Message-ID"], mail["head"]["Message-ID"]);

  const std::string ours = mail["head"]["Message-ID"];
  host_->Send(
      {{"from", kIoana},
       {"to", "shop@shop.test"},
       {"id", "<q2@customer.test>"},
       {"subject", "Re: Comanda"},
       {"text",
        "Tot nu a venit!\n\nPe lun., 23 nov. 2026 la 10:00, Atelier Test <shop@shop.test> a scris:\n> Coletul pleacă azi."},
       {"headers", {{"In-Reply-To", ours}, {"References", "<q1@customer.test> " + ours}}}});
  ASSERT_TRUE(ArrivesAt("shop@shop.test", 2));
  Collect();
  const Json again = shop_->Find("Tot nu a venit!\n\n[…]");
  ASSERT_FALSE(again.is_null());
  EXPECT_EQ(again["state"], "waiting");
  EXPECT_EQ(again["conversation"], shop_->Find("Comanda\n\nUnde este coletul?")["conversation"]);
  EXPECT_EQ(shop_->List().size(), 3U) << "the copy of our answer is known";
}

TEST_F(MailAccount, AnAnswerFromAnotherMailProgramEndsTheWait) {
  host_->Write(kIoana, "q1@customer.test", "Program", "La ce oră deschideți?");
  ASSERT_TRUE(ArrivesAt("shop@shop.test", 1));
  Collect();
  const Json answer{{"from", "shop@shop.test"}, {"to", "ioana@customer.test"},
                    {"id", "<a1@shop.test>"},   {"subject", "Re: Program"},
                    {"text", "La nouă."},       {"headers", {{"In-Reply-To", "<q1@customer.test>"}}}};
  host_->Send(answer);
  host_->People({"file", "shop@shop.test", "Sent", answer.dump()});
  Collect();
  EXPECT_EQ(shop_->Find("Program\n\nLa ce oră deschideți?")["state"], "answered");
  EXPECT_EQ(shop_->Find("La nouă.")["direction"], "outgoing");
}

TEST_F(MailAccount, AMailMovedToAnotherFolderCanStillBeAnsweredAndADeletedOneCannot) {
  host_->Write(kIoana, "q1@customer.test", "Unu", "Prima întrebare?");
  host_->Write(kIoana, "q2@customer.test", "Doi", "A doua întrebare?");
  ASSERT_TRUE(ArrivesAt("shop@shop.test", 2));
  Collect();
  host_->People({"move", "shop@shop.test", "<q1@customer.test>", "INBOX", "Archive"});
  host_->People({"move", "shop@shop.test", "<q2@customer.test>", "INBOX", "INBOX"});
  host_->People({"move", "shop@shop.test", "<q2@customer.test>", "INBOX", "Sent"});
  Reply(shop_->Find("Unu\n\nPrima întrebare?"), "Da, prima.");
  Reply(shop_->Find("Doi\n\nA doua întrebare?"), "Da, a doua.");
  Collect();
  ASSERT_TRUE(ArrivesAt("ioana@customer.test", 1));
  EXPECT_EQ(host_->Folder("ioana@customer.test", "INBOX")[0]["text"], "Da, prima.\n");
  const Json replies = shop_->Status()["outbox"];
  EXPECT_EQ(replies["sent"], 1) << replies;
  EXPECT_EQ(replies["failed"], 1) << replies;
}

TEST_F(MailAccount, AReplyThatComesBackIsSomebodysWorkAgain) {
  // Who writes cannot be reached: the host takes the answer and returns it.
  host_->Write("Dan <later-bounce@customer.test>", "q1@customer.test", "Retur", "Vreau banii înapoi");
  ASSERT_TRUE(ArrivesAt("shop@shop.test", 1));
  Collect();
  Reply(shop_->Find("Retur\n\nVreau banii înapoi"), "I-am trimis azi.");
  Collect();
  EXPECT_EQ(shop_->Status()["waiting"]["private"], 0);
  ASSERT_TRUE(ArrivesAt("shop@shop.test", 2));
  Collect();
  EXPECT_EQ(shop_->Status()["waiting"]["private"], 1);
  const std::vector<Json> all = shop_->List();
  ASSERT_EQ(all.size(), 3U);
  const auto report = std::find_if(all.begin(), all.end(), [](const Json& m) {
    return m["text"].get<std::string>().find("mailbox is full") != std::string::npos;
  });
  ASSERT_NE(report, all.end());
  EXPECT_EQ((*report)["conversation"], shop_->Find("Retur\n\nVreau banii înapoi")["conversation"]);
  EXPECT_EQ((*report)["contact"]["name"], "Dan");
  EXPECT_NE(shop_->Run({"reply", Id(*report), "--text", "Bună ziua", "--force"}).status, 0) << "reports are not answered";
}

TEST_F(MailAccount, GreylistingWaitsAndAnUnknownAddressIsSaid) {
  host_->Write("Grey <tempfail@customer.test>", "q1@customer.test", "Unu", "Mai aveți?");
  host_->Write("Gone <nobody-here@customer.test>", "q2@customer.test", "Doi", "Mai aveți căni?");
  ASSERT_TRUE(ArrivesAt("shop@shop.test", 2));
  Collect();
  Reply(shop_->Find("Unu\n\nMai aveți?"), "Da, avem.");
  Reply(shop_->Find("Doi\n\nMai aveți căni?"), "Da, avem căni.");
  static_cast<void>(shop_->Run({"once"}));
  const Json replies = shop_->Status()["outbox"];
  EXPECT_EQ(replies["queued"], 1) << replies;
  EXPECT_EQ(replies["failed"], 1) << replies;
  EXPECT_EQ(shop_->Status()["waiting"]["private"], 2) << "nobody has got an answer";
}

TEST_F(MailAccount, MachinesWaitForNothing) {
  host_->Send({{"from", kIoana},
               {"to", "shop@shop.test"},
               {"id", "<v@customer.test>"},
               {"subject", "Plecat"},
               {"text", "Sunt în concediu. Nu am primit nimic!"},
               {"headers", {{"Auto-Submitted", "auto-replied"}}}});
  ASSERT_TRUE(ArrivesAt("shop@shop.test", 1));
  Collect();
  const std::vector<Json> all = shop_->List();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["flags"], Json::array());
  EXPECT_EQ(shop_->Status()["waiting"]["private"], 0);
}

TEST_F(MailAccount, AnAnswerBelongsToTheWriterWhereverItIsSent) {
  host_->Send({{"from", kIoana},
               {"to", "shop@shop.test"},
               {"id", "<r@customer.test>"},
               {"subject", "Factura"},
               {"text", "Unde e factura?"},
               {"headers", {{"Reply-To", "pawel@customer.test"}}}});
  host_->Send({{"from", "georgi@customer.test"},
               {"to", "shop@shop.test"},
               {"id", ""},
               {"subject", "Без номер"},
               {"text", "Къде е пратката?"}});
  ASSERT_TRUE(ArrivesAt("shop@shop.test", 2));
  Collect();
  Reply(shop_->Find("Reply-To: pawel@customer.test\n\nFactura\n\nUnde e factura?"), "Am trimis-o azi.");
  Reply(shop_->Find("Без номер\n\nКъде е пратката?"), "Утре е при вас.");
  Collect();
  ASSERT_TRUE(ArrivesAt("pawel@customer.test", 1));
  ASSERT_TRUE(ArrivesAt("georgi@customer.test", 1));
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(shop_->Find("Reply-To: pawel@customer.test\n\nFactura\n\nUnde e factura?")["state"], "answered");
    EXPECT_EQ(shop_->Find("Без номер\n\nКъде е пратката?")["state"], "answered");
    EXPECT_EQ(shop_->Find("Reply-To: pawel@customer.test\n\nFactura\n\nUnde e factura?")["conversation"],
              shop_->Find("Am trimis-o azi.")["conversation"]);
    EXPECT_EQ(shop_->List().size(), 4U);
    Collect();
  }
}

TEST_F(MailAccount, OnlyTheFolderOfSentMailTellsWhatIsOurs) {
  host_->Write(kIoana, "q1@customer.test", "Reclamație", "A venit spart!");
  ASSERT_TRUE(ArrivesAt("shop@shop.test", 1));
  Collect();
  // Somebody writes our name into From.
  const Json forged{{"from", "shop@shop.test"},   {"to", "ioana@customer.test"},
                    {"id", "<forged@shop.test>"}, {"subject", "Re: Reclamație"},
                    {"text", "Totul e bine."},    {"headers", {{"In-Reply-To", "<q1@customer.test>"}}}};
  host_->People({"file", "shop@shop.test", "INBOX", forged.dump()});
  Collect();
  EXPECT_EQ(shop_->Find("Reclamație\n\nA venit spart!")["state"], "waiting");
  // A colleague answers from an address that the settings do not know.
  const Json answer{{"from", "Anna <anna@shop.test>"}, {"to", "ioana@customer.test"},
                    {"id", "<a1@shop.test>"},          {"subject", "Re: Reclamație"},
                    {"text", "Trimitem alta."},        {"headers", {{"In-Reply-To", "<q1@customer.test>"}}}};
  host_->People({"file", "shop@shop.test", "Sent", answer.dump()});
  Collect();
  EXPECT_EQ(shop_->Find("Reclamație\n\nA venit spart!")["state"], "answered");
  EXPECT_EQ(shop_->Find("Trimitem alta.")["direction"], "outgoing");
}

TEST_F(MailAccount, WorksByStartTlsAndSaysWhenThePasswordIsWrong) {
  host_->Write(kIoana, "q1@customer.test", "Unu", "Prima?");
  ASSERT_TRUE(ArrivesAt("shop@shop.test", 1));
  const auto by_starttls = host_->MakeShop({.starttls = true});
  ASSERT_EQ(by_starttls->Run({"once"}).status, 0);
  EXPECT_FALSE(by_starttls->Find("Unu\n\nPrima?").is_null());
  const auto stranger = host_->MakeShop({.password = "wrong-secret-words"});
  for (const char* command : {"once", "check"}) {
    const CommandResult refused = stranger->Run({command});
    EXPECT_EQ(refused.status, 3) << command;
    EXPECT_NE((refused.err + refused.out).find("app password"), std::string::npos) << refused.err << refused.out;
    EXPECT_EQ((refused.err + refused.out).find("wrong-secret"), std::string::npos);
  }
}

TEST_F(MailAccount, ALongHistoryIsReadOnceThoughTheConnectionIsCut) {
  host_->People({"fill", "shop@shop.test", std::to_string(kLongHistory)});
  std::string address;
  const auto way = host_->CutAfter(kLongHistory * 500, address);
  shop_ = host_->MakeShop({.imap = address});
  const auto stored = [&] {
    const Json status = shop_->Status();
    return status.is_object() && !status["inboxes"].empty() ? status["inboxes"][0]["stored"].get<int>() : 0;
  };
  EXPECT_NE(shop_->Run({"once"}).status, 0);
  const int before = stored();
  EXPECT_GT(before, 0);
  EXPECT_LT(before, kLongHistory);
  std::printf("cut after %d of %d\n", before, kLongHistory);
  Collect();
  EXPECT_EQ(stored(), kLongHistory);
  host_->Renumber();
  host_->Start();
  Collect();
  EXPECT_EQ(stored(), kLongHistory) << "new numbers for known mails";
}

}  // namespace
}  // namespace replywatch::testing

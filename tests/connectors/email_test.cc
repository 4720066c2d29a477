// What only mail does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collector/connectors/email/email_items.h"
#include "collector/connectors/email/sent_log.h"
#include "tests/connectors/support/connector_fixture.h"
#include "tests/connectors/support/doctored_http_client.h"

namespace replywatch::email {
namespace {

using replywatch::testing::ConnectorBench;
using ::testing::HasSubstr;

const Us kUs{{"shop@atelier.example", "office@atelier.example"}};
const Place kPlace{0, 7, 9};
constexpr Timestamp kNow{1'790'000'000'000};

FetchedMail Mail(const std::string& head, const std::string& text = "Text.") {
  FetchedMail mail;
  mail.uid = kPlace.uid;
  mail.arrived = kNow;
  mail.bytes = head + "\r\n\r\n" + text + "\r\n";
  return mail;
}
Item ItemOf(const std::string& head, const std::string& text = "Text.") {
  const ReadItem read = ToItem(Mail(head, text), kPlace, Found::kWhereMailArrives, kUs, kNow);
  EXPECT_TRUE(read.item) << head;
  return read.item.value_or(Item());
}

const PracticeInfo& Info() {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (info.platform == "email") return info;
  }
  throw std::logic_error("not built in");
}

TEST(EmailItems, AreOfWhoeverWroteThem) {
  const Item item =
      ItemOf("From: Ana <Ana@Mail.Example>\r\nTo: shop@atelier.example\r\nMessage-ID: <m1@mail.example>\r\nSubject: Mug");
  EXPECT_EQ(item.author.source_id, "ana@mail.example");
  EXPECT_EQ(item.author.name, "Ana");
  EXPECT_EQ(item.direction, Direction::kIncoming);
  EXPECT_EQ(item.text, "Mug\n\nText.");
  EXPECT_TRUE(item.mentions_us);
  EXPECT_TRUE(item.abilities.reply_private);
  EXPECT_EQ(MessageIdIn(item.source_id), "m1@mail.example");
}

TEST(EmailItems, NobodyTakesThePlaceOfAnothersMail) {
  const std::string rest = "\r\nTo: shop@atelier.example\r\nMessage-ID: <m1@mail.example>\r\nSubject: Mug";
  EXPECT_NE(ItemOf("From: ana@mail.example" + rest).source_id, ItemOf("From: jan@mail.example" + rest).source_id);
  EXPECT_EQ(ItemOf("From: ana@mail.example" + rest).source_id, ItemOf("From: Ana <ANA@mail.example>" + rest).source_id);
}

TEST(EmailItems, ComeFromContactFormsToo) {
  const Item item =
      ItemOf("From: shop@atelier.example\r\nReply-To: Ana <ana@mail.example>\r\nTo: shop@atelier.example\r\nMessage-ID: <f1@a>");
  EXPECT_EQ(item.direction, Direction::kIncoming);
  EXPECT_EQ(item.author.source_id, "ana@mail.example");
  const Item own =
      ItemOf("From: office@atelier.example\r\nReply-To: shop@atelier.example\r\nTo: ana@mail.example\r\nMessage-ID: <f2@a>");
  EXPECT_EQ(own.direction, Direction::kOutgoing);
  EXPECT_EQ(own.mentioned_ids, std::vector<std::string>{"ana@mail.example"});
}

TEST(EmailItems, ComeFromFormsThatWriteInTheNameOfTheSite) {
  const std::string rest = "Reply-To: Ana <ana@mail.example>\r\nTo: shop@atelier.example\r\nMessage-ID: <f3@a>";
  for (const char* from : {"wordpress@atelier.example", "noreply@atelier.example"}) {
    for (const char* mark : {"", "Auto-Submitted: auto-generated\r\n"}) {
      const Item item = ItemOf("From: " + std::string(from) + "\r\n" + mark + rest);
      EXPECT_EQ(item.author.source_id, "ana@mail.example") << from;
      EXPECT_FALSE(item.automatic) << "somebody filled it in";
      EXPECT_TRUE(item.abilities.reply_private);
    }
  }
  EXPECT_EQ(ItemOf("From: wordpress@elsewhere.example\r\n" + rest).author.source_id, "wordpress@elsewhere.example");
  EXPECT_EQ(ItemOf("From: ioana@atelier.example\r\n" + rest).author.source_id, "ioana@atelier.example") << "a person's name";
}

TEST(EmailItems, SayWhatStandsBehindTheirFiles) {
  FetchedMail mail = Mail("From: ana@mail.example\r\nMessage-ID: <q@mail.example>\r\nSubject: Mug", "Look:");
  mail.is_cut = true;
  mail.texts_behind = {"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nSXQgaXMgYnJva2VuLg==\r\n"};
  const ReadItem read = ToItem(mail, kPlace, Found::kWhereMailArrives, kUs, kNow);
  EXPECT_EQ(read.item->text, "Mug\n\nLook:\n\nIt is broken.");
}

TEST(EmailItems, AreKnownByTheIdThatWeGaveThem) {
  const std::string head =
      "From: shop@atelier.example\r\nTo: ana@mail.example\r\nMessage-ID: <given@prod.example>\r\n"
      "X-Microsoft-Original-Message-ID: <0123.replywatch@atelier.example>";
  const ReadItem sent = ToItem(Mail(head), kPlace, Found::kInSentMail, kUs, kNow);
  EXPECT_EQ(MessageIdIn(sent.item->source_id), "0123.replywatch@atelier.example");
  const ReadItem arrived = ToItem(Mail(head), kPlace, Found::kWhereMailArrives, kUs, kNow);
  EXPECT_EQ(MessageIdIn(arrived.item->source_id), "given@prod.example") << "anybody may write such a field";
}

TEST(EmailItems, SayWhenAnswersGoElsewhere) {
  const std::string to = "To: shop@atelier.example\r\nSubject: Mug\r\nMessage-ID: <m1@mail.example>";
  EXPECT_EQ(ItemOf("From: ana@mail.example\r\nReply-To: Ana <ana@other.example>\r\n" + to).text,
            "Reply-To: ana@other.example\n\nMug\n\nText.");
  EXPECT_EQ(ItemOf("From: ana@mail.example\r\nReply-To: ANA@mail.example\r\n" + to).text, "Mug\n\nText.");
}

TEST(EmailItems, OfMachinesAreAutomaticButNotThoseOfASharedMailbox) {
  const std::string head = "From: ana@mail.example\r\nTo: shop@atelier.example\r\nMessage-ID: <m@m>\r\n";
  EXPECT_TRUE(ItemOf(head + "Auto-Submitted: auto-replied").automatic);
  EXPECT_TRUE(ItemOf(head + "List-Id: <news.mail.example>\r\nPrecedence: list").automatic);
  EXPECT_FALSE(ItemOf(head + "Auto-Submitted: auto-replied").abilities.reply_private);
  EXPECT_FALSE(ItemOf(head + "List-Id: Shop <shop.atelier.example>\r\nPrecedence: list").automatic);
}

TEST(EmailItems, WithoutAWriterAreSetAside) {
  const ReadItem nobody = ToItem(Mail("To: shop@atelier.example\r\nSubject: x"), kPlace, Found::kWhereMailArrives, kUs, kNow);
  ASSERT_TRUE(nobody.set_aside);
  EXPECT_EQ(nobody.set_aside->source_id, "place:0:7:9");
  EXPECT_TRUE(ToItem({kPlace.uid, {}, std::nullopt, false, {}, {}}, kPlace, Found::kWhereMailArrives, kUs, kNow).set_aside);
}

TEST(EmailItems, PlacesAreReadAsWritten) {
  EXPECT_EQ(Place::Read(kPlace.Write())->uid, 9);
  for (const char* text : {"", "1:2", "1:2:3:4", "1:2:", "a:b:c", "-1:2:3", "1:2:99999999999999999999"})
    EXPECT_FALSE(Place::Read(text)) << text;
}

TEST(EmailConnector, ReadsHundredsInPagesWhileMoreArrive) {
  ConnectorBench bench(Info(), {});
  ASSERT_TRUE(bench.Check().ok());
  for (int i = 0; i < 240; ++i) bench.world.AddPrivate("ana", "Old " + std::to_string(i));
  int arrivals = 0;
  bench.between_pages = [&] { bench.world.AddPrivate("jan", "Meanwhile " + std::to_string(++arrivals)); };
  ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_GE(arrivals, 4);
  bench.between_pages = nullptr;
  ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_EQ(bench.items.size(), 240U + static_cast<std::size_t>(arrivals));
}

TEST(EmailConnector, GoesOnWithAPageAfterARestart) {
  ConnectorBench bench(Info(), {});
  ASSERT_TRUE(bench.Check().ok());
  for (int i = 0; i < 120; ++i) bench.world.AddPrivate("ana", "Old " + std::to_string(i));
  const std::string stream = bench.connector->streams().front().name;
  const auto first = bench.connector->Fetch({stream, "", "", bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(first.ok());
  ASSERT_FALSE(first->next_page_token.empty());
  bench.Restart();
  ASSERT_TRUE(bench.Check().ok());
  const auto second = bench.connector->Fetch({stream, first->cursor, first->next_page_token, bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(first->items.size(), 50U);
  EXPECT_EQ(second->items.size(), 50U);
  EXPECT_NE(first->items.back().source_id, second->items.front().source_id);
}

TEST(EmailConnector, TellsAfterACrashWhatIsCertain) {
  ConnectorBench bench(Info(), {});
  ASSERT_TRUE(bench.Check().ok());
  const std::string question = bench.world.AddPrivate("ana", "Where is it?");
  ASSERT_TRUE(bench.FetchAll().ok());
  const SendRequest other = bench.ReplyTo(question, "Another one.");
  EXPECT_EQ(bench.connector->FindSent(other, bench.cancel)->outcome, FindOutcome::kCannotTell) << "nothing was ever noted";
  const SendRequest sent = bench.ReplyTo(question, "On its way.");
  ASSERT_TRUE(bench.connector->Send(sent, bench.cancel).ok());
  bench.Restart();
  ASSERT_TRUE(bench.Check().ok());
  EXPECT_EQ(bench.connector->FindSent(sent, bench.cancel)->outcome, FindOutcome::kFound);
  EXPECT_EQ(bench.connector->FindSent(other, bench.cancel)->outcome, FindOutcome::kNotThere) << "never handed over";
}

TEST(EmailConnector, SendsNothingThatCannotBeNoted) {
  class FullDisk final : public StateKeeper {
   public:
    Result<Secret> Load(const std::string& /*key*/) override { return Secret(); }
    Status Keep(const std::string& /*key*/, const Secret& /*value*/) override {
      return MakeError(ErrorKind::kDiskFull, "no space left");
    }
  } full;
  ConnectorBench bench(Info(), {});
  bench.state = &full;
  bench.Restart();
  ASSERT_TRUE(bench.Check().ok());
  const std::string question = bench.world.AddPrivate("ana", "Where is it?");
  ASSERT_TRUE(bench.FetchAll().ok());
  const SendRequest request = bench.ReplyTo(question, "On its way.");
  EXPECT_EQ(bench.connector->Send(request, bench.cancel).error().kind, ErrorKind::kDiskFull);
  EXPECT_EQ(bench.world.CountAnswers(question, request.text), 0);
}

TEST(EmailConnector, IsPatientAndKnowsWhatWasNeverTakenWithoutItsMailbox) {
  ConnectorBench bench(Info(), {});
  testing::DoctoredHttpClient client(bench.http.get());
  auto made = FindPlatform("email")->make({&client, bench.inbox, bench.state});
  ASSERT_TRUE(made.ok());
  bench.connector = std::move(made).value();
  ASSERT_TRUE(bench.Check().ok());
  EXPECT_EQ(bench.connector->patience(), Connector::Patience::kTwoDays);
  const std::string question = bench.world.AddPrivate("ana", "Where is it?");
  ASSERT_TRUE(bench.FetchAll().ok());
  client.doctor = [](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (request.url.find("/smtp") == std::string::npos || request.method != HttpMethod::kPost) return std::nullopt;
    return HttpResponse{200, {}, "451 4.7.1 greylisted, try again later"};
  };
  const SendRequest request = bench.ReplyTo(question, "On its way.");
  EXPECT_EQ(bench.connector->Send(request, bench.cancel).error().kind, ErrorKind::kBackOff);
  client.doctor = [](const HttpRequest&) -> std::optional<Result<HttpResponse>> {
    return Result<HttpResponse>(MakeError(ErrorKind::kBackOff, "nobody answers there"));
  };
  EXPECT_EQ(bench.connector->FindSent(request, bench.cancel)->outcome, FindOutcome::kNotThere);
  client.doctor = nullptr;
  EXPECT_TRUE(bench.connector->Send(request, bench.cancel).ok());
}

TEST(EmailConnector, SaysWhichSettingIsWrong) {
  const ConnectorBench bench(Info(), {});
  const auto error = [&](const std::string& key, const std::string& value) {
    InboxConfig inbox = bench.server->Inbox("");
    inbox.options["imap"] = "imaps://mail.example:993";
    inbox.options["smtp"] = "smtps://mail.example:465";
    inbox.options[key] = value;
    MemoryStateKeeper state;
    const auto made = FindPlatform("email")->make({nullptr, inbox, &state});
    return made.ok() ? std::string() : made.error().text;
  };
  EXPECT_EQ(error("from_name", "Atelier"), "");
  EXPECT_EQ(error("folders", "INBOX, Junk,Reclamații"), "");
  EXPECT_THAT(error("imap", "https://mail.example"), HasSubstr("\"imap\""));
  EXPECT_THAT(error("imap", "imaps://"), HasSubstr("imaps://mail.example"));
  EXPECT_THAT(error("smtp", "smtps://user:pass@mail.example"), HasSubstr("\"smtp\""));
  EXPECT_THAT(error("address", "no address"), HasSubstr("no mail address"));
  EXPECT_THAT(error("address", "a@b\r\nBcc: c@d"), HasSubstr("no mail address"));
  EXPECT_THAT(error("folders", "a\x01"), HasSubstr("folder"));
  EXPECT_THAT(error("server_keeps_sent", "maybe"), HasSubstr("server_keeps_sent"));
}

TEST(EmailConnector, NamesAFolderThatIsNotThere) {
  ConnectorBench bench(Info(), {});
  bench.inbox.options["folders"] = "INBOX, Reclamații";
  bench.Restart();
  const auto check = bench.Check();
  ASSERT_FALSE(check.ok());
  EXPECT_EQ(check.error().kind, ErrorKind::kConfiguration);
  EXPECT_THAT(check.error().text, HasSubstr("folders"));
}

TEST(SentLog, KeepsWhatWasOnlyTried) {
  MemoryStateKeeper keeper;
  SentLog log(&keeper);
  EXPECT_EQ(log.Look("a", kNow)->state, SentState::kUnknown);
  ASSERT_TRUE(log.Note("tried", SentState::kTried, kNow).ok());
  for (int i = 0; i < 700; ++i) ASSERT_TRUE(log.Note(std::to_string(i), SentState::kTaken, kNow).ok());
  EXPECT_EQ(log.Look("tried", kNow)->state, SentState::kTried);
  EXPECT_EQ(log.Look("699", kNow)->state, SentState::kTaken);
  EXPECT_EQ(log.Look("none", kNow)->state, SentState::kNever);
  EXPECT_EQ(log.Look("none", kNow - Duration::Hours(1))->state, SentState::kUnknown) << "before anything was kept";
  // The shop's address may have been corrected since.
  ASSERT_TRUE(log.Note("1f.replywatch@old.example", SentState::kTried, kNow).ok());
  EXPECT_EQ(log.Look("1f.replywatch@new.example", kNow)->message_id, "1f.replywatch@old.example");
  ASSERT_TRUE(log.Note("tried", SentState::kNever, kNow).ok());
  EXPECT_EQ(log.Look("tried", kNow)->state, SentState::kNever);
  EXPECT_LT(keeper.Load("sends")->Reveal().size(), 60'000U);
}

}  // namespace
}  // namespace replywatch::email

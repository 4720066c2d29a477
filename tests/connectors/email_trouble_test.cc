// What a mailbox does that no practice server does: refuse one mail, shut a folder for a while, hide or rename what was sent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collector/connectors/email/email_items.h"
#include "collector/http/url.h"
#include "tests/connectors/support/connector_fixture.h"
#include "tests/connectors/support/doctored_http_client.h"

namespace replywatch::email {
namespace {

using replywatch::testing::ConnectorBench;
using ::testing::HasSubstr;

const PracticeInfo& Info() {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (info.platform == "email") return info;
  }
  throw std::logic_error("not built in");
}

std::string Refusal(const std::string& command, const std::string& words) {
  return command.substr(0, command.find(' ')) + " " + words + "\r\n";
}

// A mailbox whose answers a test may rewrite: `rewrite` gets the command and the true answer.
struct RewrittenMailbox {
  explicit RewrittenMailbox(const std::set<std::string>& quirks = {}, const std::map<std::string, std::string>& options = {})
      : bench(Info(), {0, false, quirks}), client(bench.http.get()) {
    InboxConfig inbox = bench.inbox;
    for (const auto& [name, value] : options) inbox.options[name] = value;
    auto made = FindPlatform("email")->make({&client, inbox, bench.state});
    if (!made.ok()) throw std::logic_error(made.error().text);
    bench.connector = std::move(made).value();
    client.doctor = [this](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
      const std::string command = QueryParameter(request.url, "q").value_or("");
      if (command.empty() || !rewrite) return std::nullopt;
      Result<HttpResponse> answer = bench.http->Send(request, bench.cancel);
      if (answer.ok()) answer->body = rewrite(command, answer->body);
      return answer;
    };
  }

  ConnectorBench bench;
  testing::DoctoredHttpClient client;
  std::function<std::string(const std::string& command, const std::string& answer)> rewrite;
};

TEST(EmailTrouble, LosesNothingBehindAMailThatItsServerRefuses) {
  RewrittenMailbox mailbox;
  ConnectorBench& bench = mailbox.bench;
  ASSERT_TRUE(bench.Check().ok());
  for (const char* text : {"One", "Two", "Poison", "Four", "Five"}) bench.world.AddPrivate("ana", text);
  mailbox.rewrite = [](const std::string& command, const std::string& answer) {
    const bool is_refused = command.find("BODY.PEEK[]") != std::string::npos && answer.find("Poison") != std::string::npos;
    return is_refused ? Refusal(command, "NO [SERVERBUG] cannot read it") : answer;
  };
  int failures = 0;
  while (failures < 20 && !bench.FetchAll().ok()) ++failures;
  EXPECT_GT(failures, 0);
  EXPECT_LT(failures, 20) << "one refused mail held up the others for ever";
  EXPECT_EQ(bench.items.size(), 4U);
  ASSERT_EQ(bench.set_aside.size(), 1U);
  EXPECT_THAT(bench.set_aside.begin()->second.reason, HasSubstr("did not deliver it"));
}

TEST(EmailTrouble, ReadsWhatStatusKnewBeforeSearchDid) {
  RewrittenMailbox mailbox;
  ConnectorBench& bench = mailbox.bench;
  ASSERT_TRUE(bench.Check().ok());
  for (int i = 0; i < 3; ++i) bench.world.AddPrivate("ana", "Old " + std::to_string(i));
  mailbox.rewrite = [](const std::string& command, const std::string& answer) {
    constexpr std::string_view kNext = "(UIDNEXT ";
    const std::size_t at = command.find("STATUS") == std::string::npos ? std::string::npos : answer.find(kNext);
    if (at == std::string::npos) return answer;
    const std::size_t digits = at + kNext.size();
    const std::size_t end = answer.find(' ', digits);
    const long long next = std::stoll(answer.substr(digits, end - digits)) + 1;
    return answer.substr(0, digits) + std::to_string(next) + answer.substr(end);
  };
  ASSERT_TRUE(bench.FetchAll().ok());
  ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_EQ(bench.items.size(), 3U);
  bench.world.AddPrivate("jan", "The one that was on its way");
  ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_EQ(bench.items.size(), 4U);
}

// Gmail shows a label to mail programs only when its owner wants it to.
TEST(EmailTrouble, IsSureOfNothingWhereGmailHidesItsSentMail) {
  RewrittenMailbox mailbox({"gmail"});
  ConnectorBench& bench = mailbox.bench;
  mailbox.rewrite = [](const std::string& command, const std::string& answer) {
    if (command.find("LIST") == std::string::npos) return answer;
    std::string out;
    for (std::size_t at = 0; at < answer.size();) {
      const std::size_t end = answer.find("\r\n", at) + 2;
      const std::string line = answer.substr(at, end - at);
      if (line.find("Sent Mail") == std::string::npos) out += line;
      at = end;
    }
    return out;
  };
  const auto checked = bench.Check();
  ASSERT_TRUE(checked.ok());
  ASSERT_FALSE(checked->warnings.empty());
  EXPECT_THAT(checked->warnings.front(), HasSubstr("no folder of sent mail was found"));
  const std::string question = bench.world.AddPrivate("ana", "Where is it?");
  ASSERT_TRUE(bench.FetchAll().ok());
  const SendRequest request = bench.ReplyTo(question, "On its way.");
  bench.server->AddFault({PracticeFaultKind::kAnswerLost, "POST", "/smtp", 1, 0});
  ASSERT_FALSE(bench.connector->Send(request, bench.cancel).ok());
  ASSERT_EQ(bench.world.CountAnswers(question, request.text), 1);
  EXPECT_EQ(bench.connector->FindSent(request, bench.cancel)->outcome, FindOutcome::kCannotTell);
}

TEST(EmailTrouble, GivesUpNoMailForAnOutage) {
  RewrittenMailbox mailbox;
  ConnectorBench& bench = mailbox.bench;
  ASSERT_TRUE(bench.Check().ok());
  const std::string mail = bench.world.AddPrivate("ana", "Where is it?");
  mailbox.rewrite = [](const std::string& command, const std::string& answer) {
    const bool is_body = command.find("BODY.PEEK[]") != std::string::npos;
    return is_body ? Refusal(command, "NO [UNAVAILABLE] the store of bodies is down") : answer;
  };
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(bench.FetchAll().ok());
  const std::string later = bench.world.AddPrivate("jan", "And mine?");
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(bench.FetchAll().ok()) << "the one behind it is refused, too";
  EXPECT_TRUE(bench.set_aside.empty());
  mailbox.rewrite = nullptr;
  ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_NE(bench.Find(mail), nullptr);
  EXPECT_NE(bench.Find(later), nullptr);
}

TEST(EmailTrouble, TakesNoShutFolderForOneWithoutTheMail) {
  RewrittenMailbox mailbox;
  ConnectorBench& bench = mailbox.bench;
  ASSERT_TRUE(bench.Check().ok());
  const std::string question = bench.world.AddPrivate("ana", "Where is it?");
  ASSERT_TRUE(bench.FetchAll().ok());
  const SendRequest request = bench.ReplyTo(question, "On its way.");
  mailbox.rewrite = [](const std::string& command, const std::string& answer) {
    const bool is_inbox = command.find("EXAMINE") != std::string::npos && command.find("INBOX") != std::string::npos;
    return is_inbox ? Refusal(command, "NO Server Unavailable. 15") : answer;
  };
  const auto refused = bench.connector->Send(request, bench.cancel);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kBackOff) << refused.error().text;
  mailbox.rewrite = nullptr;
  EXPECT_TRUE(bench.connector->Send(request, bench.cancel).ok());
}

TEST(EmailTrouble, ReadsOnWithoutWhatItCannotLookUp) {
  RewrittenMailbox mailbox;
  ConnectorBench& bench = mailbox.bench;
  ASSERT_TRUE(bench.Check().ok());
  const std::string question = bench.world.AddPrivate("ana", "Where is it?");
  ASSERT_TRUE(bench.FetchAll().ok());
  ASSERT_TRUE(bench.world.Answer(question, "On its way.", Visibility::kPrivate).ok());
  mailbox.rewrite = [](const std::string& command, const std::string& answer) {
    return command.find("SEARCH HEADER") != std::string::npos ? Refusal(command, "NO not now") : answer;
  };
  ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_EQ(bench.items.size(), 2U);
}

TEST(EmailTrouble, SaysThatTheFolderOfSentMailIsAnother) {
  RewrittenMailbox mailbox({}, {{"sent_folder", "Sent mails"}});
  const auto checked = mailbox.bench.Check();
  ASSERT_TRUE(checked.ok()) << checked.error().text;
  ASSERT_FALSE(checked->warnings.empty());
  EXPECT_THAT(checked->warnings.front(), HasSubstr("the folder \"Sent mails\" cannot be read"));
}

// Gmail files what its own host sends, and nothing that a relay sends in its name.
TEST(EmailTrouble, BelievesAMissingCopyOnlyWhereOneMustBe) {
  const std::map<std::string, std::string> relay{{"smtp", "smtps://smtp-relay.gmail.com:465"}};
  const std::map<std::string, std::string> no{{"server_keeps_sent", "no"}};
  const std::map<std::string, std::string> own{{"smtp", "smtps://smtp.gmail.com:465"}};
  for (const auto& [options, guard] :
       {std::pair{&own, ResendGuard::kReconcile}, std::pair{&relay, ResendGuard::kNone}, std::pair{&no, ResendGuard::kNone}}) {
    RewrittenMailbox mailbox({"gmail"}, *options);
    ASSERT_TRUE(mailbox.bench.Check().ok());
    EXPECT_EQ(mailbox.bench.connector->capabilities().resend_guard, guard) << options->begin()->second;
  }
}

TEST(EmailTrouble, FindsWhatItsHostSentUnderAnotherId) {
  RewrittenMailbox mailbox({"outlook"});
  ConnectorBench& bench = mailbox.bench;
  ASSERT_TRUE(bench.Check().ok());
  const std::string question = bench.world.AddPrivate("ana", "Where is it?");
  ASSERT_TRUE(bench.FetchAll().ok());
  const auto lost = [&](const std::string& text) {
    SendRequest request = bench.ReplyTo(question, text);
    request.idempotency_key = text;
    bench.server->AddFault({PracticeFaultKind::kServerError, "POST", "/smtp", 1, 0});
    EXPECT_FALSE(bench.connector->Send(request, bench.cancel).ok());
    return request;
  };
  EXPECT_EQ(bench.connector->FindSent(lost("One"), bench.cancel)->outcome, FindOutcome::kCannotTell)
      << "nothing that we sent was ever seen there";
  SendRequest second = bench.ReplyTo(question, "On its way.");
  second.idempotency_key = "two";
  bench.server->AddFault({PracticeFaultKind::kAnswerLost, "POST", "/smtp", 1, 0});
  ASSERT_FALSE(bench.connector->Send(second, bench.cancel).ok());
  const auto found = bench.connector->FindSent(second, bench.cancel);
  ASSERT_EQ(found->outcome, FindOutcome::kFound);
  ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_EQ(bench.items.count(found->receipt.source_id), 1U) << "the copy is that reply, and no second one";
  EXPECT_EQ(bench.connector->FindSent(lost("Three"), bench.cancel)->outcome, FindOutcome::kNotThere);
}

}  // namespace
}  // namespace replywatch::email

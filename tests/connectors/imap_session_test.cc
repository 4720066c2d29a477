// The protocol over a stream that answers as written here.
#include "collector/protocols/mail/imap_session.h"

#include <gtest/gtest.h>

#include <deque>

namespace replywatch {
namespace {

constexpr Timestamp kNow{1'790'000'000'000};

class ScriptedStream final : public MailStream {
 public:
  ScriptedStream(std::deque<std::string> chunks, std::string* written) : chunks_(std::move(chunks)), written_(written) {}
  Status Write(std::string_view bytes, const CancelToken& /*cancel*/) override {
    *written_ += bytes;
    return {};
  }
  Result<std::string> Read(const CancelToken& /*cancel*/) override {
    if (chunks_.empty()) return MakeError(ErrorKind::kBackOff, "the connection broke");
    std::string chunk = std::move(chunks_.front());
    chunks_.pop_front();
    return chunk;
  }

 private:
  std::deque<std::string> chunks_;
  std::string* written_;
};

class ImapSessionTest : public ::testing::Test {
 protected:
  Result<ImapReply> Ask(std::deque<std::string> chunks) {
    session_ = std::make_unique<ImapSession>(std::make_unique<ScriptedStream>(std::move(chunks), &written_));
    return session_->Run("NOOP", kNow, {});
  }
  ErrorKind Refused(const std::string& line) {
    const auto reply = Ask({line + "\r\n"});
    EXPECT_FALSE(reply.ok()) << line;
    return reply.ok() ? ErrorKind::kInternal : reply.error().kind;
  }

  std::string written_;
  std::unique_ptr<ImapSession> session_;
};

TEST_F(ImapSessionTest, PutsAnswersTogetherFromAnyPieces) {
  const std::string whole = "* 1 FETCH (BODY[] {10}\r\nab\r\ncd\r\nef UID 3)\r\n* OK hello\r\nR1 OK [X Y] done\r\n";
  for (std::size_t size = 1; size <= whole.size(); ++size) {
    std::deque<std::string> pieces;
    for (std::size_t at = 0; at < whole.size(); at += size) pieces.push_back(whole.substr(at, size));
    const auto reply = Ask(std::move(pieces));
    ASSERT_TRUE(reply.ok()) << size << reply.error().text;
    ASSERT_EQ(reply->untagged.size(), 2U);
    EXPECT_EQ(reply->untagged[0], "1 FETCH (BODY[] {10}\r\nab\r\ncd\r\nef UID 3)");
    EXPECT_EQ(reply->code, "X Y");
    EXPECT_FALSE(session_->IsBroken());
  }
  EXPECT_TRUE(written_.starts_with("R1 NOOP\r\n"));
}

TEST_F(ImapSessionTest, SortsRefusalsByTheirCodes) {
  EXPECT_EQ(Refused("R1 NO [AUTHENTICATIONFAILED] no"), ErrorKind::kReauthorize);
  EXPECT_EQ(Refused("R1 no [authenticationfailed] no"), ErrorKind::kReauthorize);
  EXPECT_EQ(Refused("R1 NO [NOPERM] no"), ErrorKind::kPermission);
  EXPECT_EQ(Refused("R1 NO [NONEXISTENT] no"), ErrorKind::kNotFound);
  EXPECT_EQ(Refused("R1 NO [TRYCREATE] no"), ErrorKind::kNotFound);
  EXPECT_EQ(Refused("R1 NO [UNAVAILABLE] no"), ErrorKind::kBackOff);
  EXPECT_EQ(Refused("R1 NO authentication failed, says the prose"), ErrorKind::kBackOff);
  EXPECT_EQ(Refused("R1 BAD what"), ErrorKind::kBackOff);
  EXPECT_EQ(Refused("R1 "), ErrorKind::kBackOff);
  EXPECT_EQ(Refused("R1 NO [LIMIT] slow down"), ErrorKind::kRetryAt);
  EXPECT_EQ(*Ask({"R1 NO [THROTTLED] slow\r\n"}).error().retry_at, kNow + Duration::Minutes(15));
  EXPECT_FALSE(session_->IsBroken()) << "a refusal ends nothing";
}

TEST_F(ImapSessionTest, IsBrokenByAnEndNonsenseAndAnswersWithoutEnd) {
  const std::vector<std::deque<std::string>> ends{
      {"* BYE bye\r\n"}, {"<!doctype html>\r\n"}, {"R2 OK another's\r\n"}, {"* 1 FETCH (BODY[] {100}\r\nab"}, {}};
  for (const std::deque<std::string>& chunks : ends) {
    EXPECT_EQ(Ask(chunks).error().kind, ErrorKind::kBackOff);
    EXPECT_TRUE(session_->IsBroken());
    EXPECT_EQ(session_->Run("NOOP", kNow, {}).error().kind, ErrorKind::kBackOff);
  }
  EXPECT_EQ(Ask({"* X {99999999999}\r\n"}).error().kind, ErrorKind::kTooLarge);
  EXPECT_EQ(Ask(std::deque<std::string>(40, std::string(1 << 20, 'x'))).error().kind, ErrorKind::kTooLarge);
}

TEST_F(ImapSessionTest, SendsALiteralWhenItMay) {
  session_ = std::make_unique<ImapSession>(std::make_unique<ScriptedStream>(
      std::deque<std::string>{"* 5 EXISTS\r\n+ go on\r\n", "R1 OK [APPENDUID 1 2] done\r\n", "R2 NO [OVERQUOTA] full\r\n"},
      &written_));
  ASSERT_TRUE(session_->RunWithLiteral("APPEND \"Sent\"", "a\r\nb", kNow, {}).ok());
  EXPECT_EQ(written_, "R1 APPEND \"Sent\" {4}\r\na\r\nb\r\n");
  const auto full = session_->RunWithLiteral("APPEND \"Sent\"", "a", kNow, {});
  ASSERT_FALSE(full.ok());
  EXPECT_NE(full.error().text.find("full"), std::string::npos);
  EXPECT_FALSE(session_->IsBroken());
}

TEST(SmtpReply, IsSortedByItsCodes) {
  const auto kind = [](const char* line) { return JudgeSmtpReply(line, false).kind; };
  EXPECT_EQ(kind("451 4.7.1 greylisted"), ErrorKind::kBackOff);
  EXPECT_EQ(kind("421 closing"), ErrorKind::kBackOff);
  EXPECT_EQ(kind("535 5.7.8 wrong"), ErrorKind::kReauthorize);
  EXPECT_EQ(kind("530 5.7.0 sign in"), ErrorKind::kReauthorize);
  EXPECT_EQ(kind("550 5.1.1 no such user"), ErrorKind::kTargetGone);
  EXPECT_EQ(kind("550 no such user"), ErrorKind::kTargetGone);
  EXPECT_EQ(kind("554 5.7.1 spam"), ErrorKind::kContentRejected);
  EXPECT_EQ(kind("550 5.7.1 spam"), ErrorKind::kContentRejected);
  EXPECT_EQ(kind("552 5.3.4 too large"), ErrorKind::kContentRejected);
  EXPECT_EQ(kind("550 5.4.5 daily limit"), ErrorKind::kBackOff);
  EXPECT_EQ(kind("550 5.1.8 bad sender"), ErrorKind::kConfiguration);
  EXPECT_EQ(kind("552 5.2.2 mailbox full"), ErrorKind::kTargetGone);
  EXPECT_EQ(kind(""), ErrorKind::kContentRejected);
  EXPECT_EQ(JudgeSmtpReply("550 not liked", true).kind, ErrorKind::kContentRejected);
}

}  // namespace
}  // namespace replywatch

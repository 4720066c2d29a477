// Answers in the platforms' own shapes of which there is no recording (limits, lapsed tokens, closed windows, replies taken),
// where they are at hand: each is put in place of the practice server's, and every file has its line below.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "collector/connectors/bluesky/chat_json.h"
#include "collector/connectors/telegram/telegram_json.h"
#include "shared/base/file.h"
#include "tests/connectors/support/connector_fixture.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;
using testing::ConnectorBench;

// What is being done when the answer comes: in a public or a private reply, to what changes something alone.
enum class Doing { kReading, kReplying, kWriting, kLooking, kSigningIn };

constexpr int kAlways = 100'000;

struct Line {
  const char* file;  // without ".json"; its first word is the platform's
  Doing doing;
  std::string outcome;  // the kind of the error; "ok" where there is none
  int times = kAlways;
};

const std::vector<Line>& Lines() {
  static const std::vector<Line> kLines{
      {"bluesky_400_ExpiredToken", Doing::kReading, "ok", 1},
      {"bluesky_400_RecordNotFound", Doing::kLooking, "ok"},
      {"bluesky_401_AuthMissing", Doing::kReading, "reauthorize"},
      {"bluesky_429", Doing::kReading, "retry_at"},
      {"bluesky_chat_error_InvalidConvo", Doing::kWriting, "target_gone"},
      {"bluesky_chat_sendMessage", Doing::kWriting, "ok"},
      {"bluesky_reply_created", Doing::kReplying, "ok"},
      {"facebook_error_100_33_missing", Doing::kReading, "not_found"},
      {"facebook_error_100_33_missing", Doing::kReplying, "target_gone"},
      {"facebook_error_10_2018278_outside_window", Doing::kWriting, "window_closed"},
      {"facebook_error_17_user_limit", Doing::kReading, "retry_at"},
      {"facebook_error_190_460_password", Doing::kReading, "reauthorize"},
      {"facebook_error_190_463_expired", Doing::kReading, "reauthorize"},
      {"facebook_error_200_permission", Doing::kReplying, "permission"},
      {"facebook_error_2_transient", Doing::kReading, "back_off"},
      {"facebook_error_32_page_limit", Doing::kReading, "retry_at"},
      {"facebook_error_368_blocked", Doing::kReplying, "permission"},
      {"facebook_error_4_app_limit", Doing::kReading, "retry_at"},
      {"facebook_error_506_duplicate", Doing::kReplying, "already_sent"},
      {"facebook_error_551_unavailable", Doing::kWriting, "target_gone"},
      {"facebook_error_613_custom_limit", Doing::kReading, "retry_at"},
      {"facebook_error_80001_buc_pages", Doing::kReading, "retry_at"},
      {"facebook_error_in_200", Doing::kReading, "back_off"},
      {"facebook_truncated_json", Doing::kReading, "back_off"},
      {"instagram_error_10_2534022_window", Doing::kWriting, "window_closed"},
      {"instagram_error_613_2534040", Doing::kWriting, "retry_at"},
      {"instagram_reply_created", Doing::kReplying, "ok"},
      {"mastodon_429", Doing::kReading, "retry_at"},
      {"mastodon_503_html", Doing::kReading, "back_off"},
      {"reddit_200_DELETED_COMMENT", Doing::kReplying, "target_gone"},
      {"reddit_200_RATELIMIT", Doing::kReplying, "retry_at"},
      {"reddit_200_TOO_OLD", Doing::kReplying, "window_closed"},
      {"telegram_400_migrated", Doing::kReplying, "ok", 1},
      {"telegram_400_reply_target_gone", Doing::kReplying, "target_gone"},
      {"telegram_401", Doing::kReading, "reauthorize"},
      {"telegram_403_blocked", Doing::kWriting, "target_gone"},
      {"telegram_409_conflict", Doing::kReading, "configuration"},
      {"telegram_409_webhook", Doing::kReading, "configuration"},
      {"telegram_429", Doing::kReading, "retry_at"},
      {"telegram_429", Doing::kReplying, "retry_at"},
      {"wordpress_201_reply", Doing::kReplying, "ok"},
      {"wordpress_400_flood", Doing::kReplying, "retry_at"},
      {"wordpress_401_app_password", Doing::kReading, "reauthorize"},
      {"wordpress_403_closed", Doing::kReplying, "window_closed"},
      {"wordpress_404_no_route", Doing::kReading, "configuration"},
      {"wordpress_409_duplicate", Doing::kReplying, "already_sent"},
      {"wordpress_comments_collection_core_shape", Doing::kReading, "reauthorize"},  // it is what a stranger sees
      {"wordpress_php_warning_before_json", Doing::kReading, "ok"},
      {"youtube_400_processingFailure", Doing::kReplying, "back_off"},
      {"youtube_401", Doing::kReading, "reauthorize"},
      {"youtube_403_commentsDisabled", Doing::kReplying, "window_closed"},
      {"youtube_403_quotaExceeded", Doing::kReading, "retry_at"},
      {"youtube_403_rateLimitExceeded", Doing::kReading, "back_off"},
      {"youtube_oauth_invalid_grant", Doing::kSigningIn, "reauthorize"},
      {"youtube_404_parentCommentNotFound", Doing::kReplying, "target_gone"},
  };
  return kLines;
}

// Their lists are read below.
const std::set<std::string> kLists{"bluesky_chat_getLog", "bluesky_chat_getMessages", "bluesky_createSession",
                                   "telegram_updates_discussion_comment", "wordpress_page_headers"};
const std::set<std::string> kNotConnected{"google", "tiktok", "trustpilot", "whatsapp", "x"};

std::filesystem::path Folder() { return std::filesystem::path(RW_TEST_SOURCE_DIR) / "../shared/recorded/synthetic"; }

std::string PlatformOf(const std::string& file) { return file.substr(0, file.find('_')); }

HttpResponse Recorded(const std::string& file) {
  const Json json = Json::parse(ReadFile(Folder() / (file + ".json"), 1 << 20).value());
  HttpResponse response;
  if (json.is_array()) {
    response.status = 200;
    response.body = json.dump();
    return response;
  }
  const Json& answer = json.at("interactions").at(0).at("response");
  response.status = answer.at("status");
  const Json headers = answer.value("headers", Json::object());
  for (const auto& [name, value] : headers.items()) response.headers.push_back({name, value});
  const bool is_json = answer.contains("body_json") && !answer["body_json"].is_null();
  response.body = is_json ? answer["body_json"].dump() : answer.at("body_text").get<std::string>();
  return response;
}

Json RecordedBody(const std::string& file) { return Json::parse(Recorded(file).body); }

// A connector that has read a comment and, where it can, a message.
struct Shop {
  explicit Shop(const std::string& file) : bench(InfoOf(file), {}) {
    EXPECT_TRUE(bench.Check().ok());
    comment = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
    message = bench.CanPrivate() ? bench.world.AddPrivate("iva", "Where is it?") : comment;
    EXPECT_TRUE(bench.FetchAll().ok());
    stream = bench.connector->streams().front().name;
  }

  static const PracticeInfo& InfoOf(const std::string& file) {
    for (const PracticeInfo& info : PracticePlatforms())
      if (info.platform == PlatformOf(file)) return info;
    throw std::logic_error("no practice server for " + file);
  }

  ConnectorBench bench;
  std::string comment;
  std::string message;
  std::string stream;
};

bool IsSignIn(const HttpRequest& request) {
  return request.url.find("Session") != std::string::npos || request.url.ends_with("token");
}

// Whether the recorded answer is one to that.
bool Fits(Doing doing, const HttpRequest& request) {
  if (doing == Doing::kSigningIn) return IsSignIn(request);
  if (doing == Doing::kReplying || doing == Doing::kWriting) return request.method == HttpMethod::kPost && !IsSignIn(request);
  return true;
}

Status Carry(Shop& shop, Doing doing) {
  const bool is_private = doing == Doing::kWriting;
  const SendRequest request = shop.bench.ReplyTo(is_private ? shop.message : shop.comment, "Ten.");
  switch (doing) {
    case Doing::kReplying:
    case Doing::kWriting: return shop.bench.connector->Send(request, shop.bench.cancel).status();
    case Doing::kLooking: {
      const auto found = shop.bench.connector->FindSent(request, shop.bench.cancel);
      EXPECT_TRUE(!found.ok() || found->outcome == FindOutcome::kNotThere);
      return found.status();
    }
    case Doing::kSigningIn:
      shop.bench.memory = {};
      shop.bench.Restart();
      return shop.bench.Check().status();
    case Doing::kReading: break;
  }
  return shop.bench.FetchStream(shop.stream);
}

std::string Outcome(const Line& line) {
  Shop shop(line.file);
  int left = line.times;
  int given = 0;
  shop.bench.http->before_answering = [&, recorded = Recorded(line.file)](const HttpRequest& request, HttpResponse& answer) {
    if (!Fits(line.doing, request) || left-- <= 0) return;
    answer = recorded;
    ++given;
  };
  const Status status = Carry(shop, line.doing);
  EXPECT_GT(given, 0) << line.file;
  if (status.ok()) return "ok";
  const Error& error = status.error();
  EXPECT_FALSE(error.text.empty());
  EXPECT_EQ(error.retry_at.has_value(), error.kind == ErrorKind::kRetryAt);
  EXPECT_TRUE(!error.retry_at || *error.retry_at > shop.bench.world.Now());
  return std::string(ErrorKindName(error.kind));
}

class RecordedRefusals : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(Folder())) GTEST_SKIP() << "no recorded answers beside the project";
  }
};

TEST_F(RecordedRefusals, SayWhatIsToBeDone) {
  for (const Line& line : Lines()) EXPECT_EQ(Outcome(line), line.outcome) << line.file;
}

TEST_F(RecordedRefusals, HaveALineEach) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(Folder())) {
    const std::string file = entry.path().stem().string();
    if (entry.path().extension() != ".json" || kNotConnected.contains(PlatformOf(file))) continue;
    const bool has_line = std::any_of(Lines().begin(), Lines().end(), [&](const Line& line) { return line.file == file; });
    EXPECT_TRUE(has_line || kLists.contains(file)) << file;
    ++files;
  }
  EXPECT_GE(files, 50);
}

TEST_F(RecordedRefusals, OfAChatAreReadWithoutLoss) {
  const Json log = RecordedBody("bluesky_chat_getLog");
  const auto logged = bluesky::ReadLog(log);
  ASSERT_TRUE(logged.ok());
  EXPECT_EQ(logged->elements, log["logs"].size());
  EXPECT_EQ(logged->messages.size(), 1U) << "the other one was deleted";
  EXPECT_TRUE(logged->set_aside.empty());
  const Json talk = RecordedBody("bluesky_chat_getMessages");
  const auto read = bluesky::ReadMessages(talk, "3convo");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->elements, talk["messages"].size());
  EXPECT_EQ(read->messages.size(), 1U);
  EXPECT_TRUE(read->set_aside.empty());
}

TEST_F(RecordedRefusals, OfADiscussionAreReadWithoutLoss) {
  const Json updates = RecordedBody("telegram_updates_discussion_comment")["result"];
  const auto read = telegram::ReadUpdates(updates);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->messages.size() + read->posts.size(), updates.size());
  EXPECT_EQ(read->posts.size(), 1U);
}

TEST_F(RecordedRefusals, OfASessionAreUsed) {
  Shop shop("bluesky_createSession");
  shop.bench.http->before_answering = [](const HttpRequest& request, HttpResponse& answer) {
    if (request.url.find("createSession") != std::string::npos) answer = Recorded("bluesky_createSession");
  };
  EXPECT_FALSE(Carry(shop, Doing::kSigningIn).ok()) << "the practice server did not give this token";
  const auto& sent = shop.bench.http->sent;
  const bool is_used = std::any_of(sent.begin(), sent.end(), [](const HttpRequest& request) {
    return std::any_of(request.headers.begin(), request.headers.end(), [](const HttpHeader& header) {
      return header.name == "Authorization" && header.value == "Bearer REDACTED";
    });
  });
  EXPECT_TRUE(is_used);
}

TEST_F(RecordedRefusals, OfASiteAreReadToTheirEnd) {
  Shop shop("wordpress");
  const std::size_t before = shop.bench.http->sent.size();
  ASSERT_TRUE(shop.bench.FetchStream(shop.stream).ok());
  const std::size_t usual = shop.bench.http->sent.size() - before;
  bool is_first = true;
  shop.bench.http->before_answering = [&](const HttpRequest&, HttpResponse& answer) {
    if (std::exchange(is_first, false)) answer = Recorded("wordpress_page_headers");
  };
  ASSERT_TRUE(shop.bench.FetchStream(shop.stream).ok());
  EXPECT_GT(shop.bench.http->sent.size() - before, 2 * usual) << "a page with less than it may hold is not the last";
}

}  // namespace
}  // namespace replywatch

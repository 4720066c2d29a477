// What every connector keeps when a platform refuses, breaks or answers nonsense: the kind of each error, nothing lost, no secret
// told.
#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "collector/http/url.h"
#include "shared/base/log.h"
#include "tests/connectors/support/conformance.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;
using testing::Conformance;
using testing::ConnectorBench;
using ::testing::HasSubstr;
using ::testing::Not;

// More than any operation asks.
constexpr int kEveryRequest = 100'000;

constexpr int kRefusals[] = {404, 410, 422, 503};
constexpr PracticeFaultKind kRefusalForms[] = {PracticeFaultKind::kRefused, PracticeFaultKind::kRefusedByPage};

// Of what may be said when something cannot be read.
void ExpectReadingError(const Error& error, int status) {
  constexpr ErrorKind kKinds[] = {ErrorKind::kRetryAt,        ErrorKind::kBackOff,       ErrorKind::kReauthorize,
                                  ErrorKind::kPermission,     ErrorKind::kConfiguration, ErrorKind::kNotFound,
                                  ErrorKind::kInvalidArgument};
  EXPECT_NE(std::find(std::begin(kKinds), std::end(kKinds), error.kind), std::end(kKinds))
      << ErrorKindName(error.kind) << ": " << error.text;
  if (status >= 500) {
    EXPECT_TRUE(error.kind == ErrorKind::kBackOff || error.kind == ErrorKind::kRetryAt)
        << ErrorKindName(error.kind) << ": " << error.text;
  }
  EXPECT_EQ(error.retry_at.has_value(), error.kind == ErrorKind::kRetryAt);
  EXPECT_FALSE(error.text.empty());
  EXPECT_EQ(error.text.find('\n'), std::string::npos);
}

TEST_P(Conformance, SaysWhenToComeBack) {
  const auto bench = Bench();
  bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  bench->server->AddFault({PracticeFaultKind::kThrottled, "", "", 1, 0});
  const auto expected = bench->server->ThrottledUntil();
  const Status status = bench->FetchAll();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, ErrorKind::kRetryAt);
  ASSERT_TRUE(status.error().retry_at);
  EXPECT_EQ(*status.error().retry_at, expected.value_or(*status.error().retry_at));
  EXPECT_GT(*status.error().retry_at, bench->world.Now());
}

TEST_P(Conformance, SortsTroubleByWhatToDo) {
  const std::vector<std::pair<PracticeFaultKind, ErrorKind>> cases{{PracticeFaultKind::kUnauthorized, ErrorKind::kReauthorize},
                                                                   {PracticeFaultKind::kForbidden, ErrorKind::kPermission},
                                                                   {PracticeFaultKind::kServerError, ErrorKind::kBackOff},
                                                                   {PracticeFaultKind::kHtmlPage, ErrorKind::kBackOff},
                                                                   {PracticeFaultKind::kSlow, ErrorKind::kBackOff},
                                                                   {PracticeFaultKind::kTruncated, ErrorKind::kBackOff},
                                                                   {PracticeFaultKind::kUnreachable, ErrorKind::kBackOff}};
  for (const auto& [fault, kind] : cases) {
    const auto bench = Bench();
    // A refused token may first be renewed, and what reads is repeated where a kept connection turns out closed.
    const bool may_be_repeated = fault == PracticeFaultKind::kUnauthorized || fault == PracticeFaultKind::kUnreachable;
    bench->server->AddFault({fault, "", "", may_be_repeated ? 10 : 1, 0});
    EXPECT_EQ(FetchError(*bench), kind) << static_cast<int>(fault);
    bench->server->ClearFaults();
    EXPECT_TRUE(bench->FetchAll().ok());
  }
}

TEST_P(Conformance, ChecksTheAccountWithTheSameErrors) {
  for (const auto& [fault, kind] : {std::pair{PracticeFaultKind::kUnauthorized, ErrorKind::kReauthorize},
                                    std::pair{PracticeFaultKind::kServerError, ErrorKind::kBackOff},
                                    std::pair{PracticeFaultKind::kUnreachable, ErrorKind::kBackOff}}) {
    const auto bench = Bench();
    bench->server->AddFault({fault, "", "", 10, 0});
    const auto check = bench->Check();
    ASSERT_FALSE(check.ok());
    EXPECT_EQ(check.error().kind, kind) << check.error().text;
  }
}

TEST_P(Conformance, ChecksNoAccountThatIsRefused) {
  for (const PracticeFaultKind form : kRefusalForms) {
    for (const int status : kRefusals) {
      const auto bench = Bench();
      bench->Restart();
      bench->server->AddFault({form, "", "", kEveryRequest, 0, status});
      const auto check = bench->Check();
      ASSERT_FALSE(check.ok()) << status;
      ExpectReadingError(check.error(), status);
    }
  }
}

// Streams that an account may lack or not be let into, and so are empty where the platform refuses the whole of them: what is
// missing there must not hide the others.
bool MayBeAbsent(std::string_view platform, std::string_view stream) {
  static const std::map<std::string_view, std::set<std::string_view>> kAbsent{
      {"email", {"sent"}},
      {"facebook", {"ads", "messages", "ratings", "recent", "recent_ads", "tagged"}},
      {"reddit", {"messages", "sent"}},
  };
  const auto streams = kAbsent.find(platform);
  return streams != kAbsent.end() && streams->second.contains(stream);
}

// Whatever the words for it, a stream whose every request is refused has read nothing, and reads on from where it was.
TEST_P(Conformance, TakesNoRefusalForAnAnswer) {
  const auto bench = Bench();
  const std::string post = bench->world.AddPost("New mugs");
  bench->world.AddComment("ana", post, "How much?");
  bench->world.AddPrivate("iva", "Where is it?");
  ASSERT_TRUE(bench->FetchAll().ok());
  bench->world.AddComment("jan", post, "And plates?");
  bench->world.AddPrivate("iva", "Hello?");
  const auto items = bench->items;
  const auto cursors = bench->cursors;
  for (const PracticeFaultKind form : kRefusalForms) {
    for (const int status : kRefusals) {
      bench->server->AddFault({form, "", "", kEveryRequest, 0, status});
      for (const StreamInfo& stream : bench->connector->streams()) {
        const int before = bench->server->requests();
        const Status fetched = bench->FetchStream(stream.name);
        if (bench->server->requests() == before) continue;
        if (fetched.ok() && status < 500 && MayBeAbsent(GetParam().info->platform, stream.name)) continue;
        ASSERT_FALSE(fetched.ok()) << stream.name << " " << status;
        ExpectReadingError(fetched.error(), status);
      }
      bench->server->ClearFaults();
      EXPECT_EQ(bench->cursors, cursors);
      ExpectSame(bench->items, items);
      EXPECT_TRUE(bench->set_aside.empty());
    }
  }
  ASSERT_TRUE(bench->FetchAll().ok());
  ExpectComplete(*bench);
}

// The n-th request of a round is refused, for every n: whether the round fails or takes it for the end of one thing, the next
// one reads all.
TEST_P(Conformance, LosesNothingWhenARequestIsRefused) {
  for (const int status : kRefusals) {
    for (int n = 0; n < 8; ++n) {
      const auto bench = Bench(Paged(7));
      const std::string post = bench->world.AddPost("New mugs");
      for (int i = 0; i < 15; ++i) bench->world.AddComment("ana", post, "Comment " + std::to_string(i) + ".");
      bench->world.AddPrivate("iva", "Where is it?");
      bench->server->AddFault({PracticeFaultKind::kRefused, "", "", 1, n, status});
      const Status first = bench->FetchAll();
      if (!first.ok()) ExpectReadingError(first.error(), status);
      bench->server->ClearFaults();
      ASSERT_TRUE(bench->FetchAll().ok());
      ExpectComplete(*bench);
      if (HasFailure()) FAIL() << "request " << n << " refused with " << status;
    }
  }
}

// What was given to the connector in confidence, and what it told the server to be let in.
std::set<std::string> SecretsOf(const ConnectorBench& bench) {
  std::set<std::string> secrets;
  for (const auto& [name, secret] : bench.inbox.secrets) secrets.insert(secret.Reveal());
  for (const HttpRequest& request : bench.http->sent) {
    for (const HttpHeader& header : request.headers) {
      if (header.name == "Authorization") secrets.insert(header.value.substr(header.value.find(' ') + 1));
    }
    for (const auto& [name, value] : ParseQuery(request.body)) {
      if (name == "refresh_token") secrets.insert(value);
    }
  }
  secrets.erase("");
  return secrets;
}

// The texts of all errors that the connector's operations give now.
std::vector<std::string> Complaints(ConnectorBench& bench, const std::string& comment) {
  const Timestamp now = bench.world.Now();
  const SendRequest request = bench.ReplyTo(comment, "Ten.");
  const std::string id = bench.SourceId(comment);
  std::vector<std::string> texts;
  const auto take = [&](const auto& outcome) {
    if (!outcome.ok()) texts.push_back(outcome.error().text);
  };
  for (const StreamInfo& stream : bench.connector->streams()) take(bench.FetchStream(stream.name));
  take(bench.connector->Send(request, bench.cancel));
  take(bench.connector->FindSent(request, bench.cancel));
  take(bench.connector->Sweep({{id}, now}, bench.cancel));
  take(bench.connector->Like(id, now, bench.cancel));
  take(bench.connector->Approve(id, now, bench.cancel));
  take(bench.Check());
  return texts;
}

// Every text of the answer says `words` too.
void Echo(const std::string& words, HttpResponse& response) {
  if (response.status < 400) return;
  Json body = Json::parse(response.body, nullptr, false);
  if (body.is_discarded()) {
    response.body += words;
    return;
  }
  const std::function<void(Json&)> add = [&](Json& value) {
    if (value.is_string()) value = value.get<std::string>() + " " + words;
    if (!value.is_structured()) return;
    for (Json& member : value) add(member);
  };
  add(body);
  response.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void ExpectNoSecret(const std::vector<std::string>& texts, const std::set<std::string>& secrets) {
  for (const std::string& text : texts) {
    EXPECT_EQ(text.find('\n'), std::string::npos) << text;
    for (const std::string& secret : secrets) EXPECT_THAT(text, Not(HasSubstr(secret)));
  }
}

class LogOfTest {
 public:
  LogOfTest() {
    SetLogLevel(LogLevel::kDebug);
    ::testing::internal::CaptureStderr();
  }
  ~LogOfTest() { SetLogLevel(LogLevel::kInfo); }
  LogOfTest(const LogOfTest&) = delete;
  LogOfTest& operator=(const LogOfTest&) = delete;
  static std::string Read() { return ::testing::internal::GetCapturedStderr(); }
};

TEST_P(Conformance, NeverTellsASecret) {
  const auto bench = Bench();
  const std::string comment = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  ASSERT_TRUE(bench->FetchAll().ok());
  const LogOfTest log;
  std::vector<std::string> texts;
  for (const auto fault : {PracticeFaultKind::kThrottled, PracticeFaultKind::kUnauthorized, PracticeFaultKind::kForbidden,
                           PracticeFaultKind::kServerError, PracticeFaultKind::kHtmlPage, PracticeFaultKind::kUnreachable,
                           PracticeFaultKind::kTruncated, PracticeFaultKind::kAnswerLost}) {
    bench->server->AddFault({fault, "", "", kEveryRequest, 0});
    const auto said = Complaints(*bench, comment);
    EXPECT_GE(said.size(), bench->connector->streams().size()) << "nothing worked";
    texts.insert(texts.end(), said.begin(), said.end());
    bench->server->ClearFaults();
  }
  // Only a copy of what was sent is refused.
  bench->server->AddFault({PracticeFaultKind::kForbidden, "POST", "", kEveryRequest, 1});
  static_cast<void>(bench->connector->Send(bench->ReplyTo(comment, "Ten."), bench->cancel));
  texts.push_back(log.Read());
  ExpectNoSecret({texts.begin(), texts.end() - 1}, SecretsOf(*bench));
  for (const std::string& secret : SecretsOf(*bench)) EXPECT_THAT(texts.back(), Not(HasSubstr(secret)));
}

// Platforms quote what they were told: "Malformed access token …".
TEST_P(Conformance, NeverTellsASecretThatThePlatformQuotes) {
  const auto bench = Bench();
  const std::string comment = bench->world.AddComment("ana", bench->world.AddPost("New mugs"), "How much?");
  ASSERT_TRUE(bench->FetchAll().ok());
  bench->http->before_answering = [&](const HttpRequest& request, HttpResponse& response) {
    std::string words;
    for (const HttpHeader& header : request.headers) {
      if (header.name == "Authorization") words += header.value.substr(header.value.find(' ') + 1) + " ";
    }
    for (const std::string& secret : SecretsOf(*bench)) {
      if (request.url.find(secret) != std::string::npos || request.body.find(secret) != std::string::npos) words += secret + " ";
    }
    Echo(words, response);
  };
  for (const int status : {401, 403, 404, 422, 429, 503}) {
    bench->server->AddFault({PracticeFaultKind::kRefused, "", "", kEveryRequest, 0, status});
    const auto said = Complaints(*bench, comment);
    EXPECT_FALSE(said.empty());
    ExpectNoSecret(said, SecretsOf(*bench));
    bench->server->ClearFaults();
  }
}

}  // namespace
}  // namespace replywatch

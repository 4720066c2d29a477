// One misbehaviour of a server each: which error kind comes out, within which time, and how much the server could push.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "collector/http/http_client.h"
#include "tests/support/torture_server.h"

namespace replywatch {
namespace {

using testing::PlainAnswer;
using testing::TortureServer;
using Connection = TortureServer::Connection;

constexpr Duration kDeadline = Duration::Milliseconds(300);
constexpr Duration kPatience = Duration::Seconds(20);  // of the server; the client must give up long before
constexpr std::int64_t kCap = 64 * 1024;
// What the kernel's buffers on both sides may take beyond what the client reads.
constexpr std::int64_t kSocketSlack = 16 * 1024 * 1024;

class HttpClientTest : public ::testing::Test {
 protected:
  static HttpRequest Get(const std::string& url) {
    HttpRequest request;
    request.url = url;
    request.deadline = kDeadline;
    request.max_body_bytes = kCap;
    return request;
  }
  static HttpRequest Post(const std::string& url) {
    HttpRequest request = Get(url);
    request.method = HttpMethod::kPost;
    request.body = R"({"status":"hello"})";
    request.content_type = "application/json";
    return request;
  }
  // Sends, and fails the test when it took much longer than the deadline.
  Result<HttpResponse> Send(const HttpRequest& request, const CancelToken& cancel = {}) {
    const auto start = std::chrono::steady_clock::now();
    auto result = client_->Send(request, cancel);
    const auto took = std::chrono::steady_clock::now() - start;
    EXPECT_LT(took, std::chrono::milliseconds(request.deadline.ms) + std::chrono::seconds(2));
    return result;
  }
  void TrustOnly(const std::filesystem::path& ca_file) {
    HttpClientOptions options;
    options.ca_file = ca_file;
    client_ = MakeCpprestHttpClient(options);
  }
  static ErrorKind KindOf(const Result<HttpResponse>& result) {
    EXPECT_FALSE(result.ok()) << "status " << (result.ok() ? result->status : 0);
    return result.ok() ? ErrorKind::kInternal : result.error().kind;
  }

  std::unique_ptr<HttpClient> client_ = MakeCpprestHttpClient({});
};

TortureServer::Script Answering(std::string bytes) {
  return [bytes = std::move(bytes)](Connection& peer) {
    while (peer.ReadRequest()) {
      if (!peer.Write(bytes)) return;
    }
  };
}

// Answers once, then closes.
TortureServer::Script AnsweringOnce(std::string bytes) {
  return [bytes = std::move(bytes)](Connection& peer) {
    if (peer.ReadRequest()) peer.Write(bytes);
  };
}

TEST_F(HttpClientTest, ReturnsAnAnswerWithItsHeaders) {
  const TortureServer server(Answering(PlainAnswer("200 OK", "[]", "X-Total: 7\r\n")));
  const auto answer = Send(Get(server.Url("/a?b=c%20d")));
  ASSERT_TRUE(answer.ok()) << answer.error().text;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "[]");
  EXPECT_EQ(answer->Header("x-total"), "7");
  EXPECT_EQ(server.requests().at(0).substr(0, 24), "GET /a?b=c%20d HTTP/1.1\r");
}

TEST_F(HttpClientTest, KeepsTheConnectionOfAGet) {
  std::atomic<int> connections = 0;
  const TortureServer server([&](Connection& peer) {
    ++connections;
    while (peer.ReadRequest()) peer.Write(PlainAnswer("200 OK", "[]"));
  });
  // The library gives a connection back a moment after the answer, so the very next request may miss it.
  constexpr int kRequests = 20;
  for (int i = 0; i < kRequests; ++i) ASSERT_TRUE(Send(Get(server.Url("/"))).ok());
  EXPECT_LT(connections, kRequests);
}

TEST_F(HttpClientTest, AsksForNoCompression) {
  const TortureServer server(Answering(PlainAnswer("200 OK", "[]")));
  ASSERT_TRUE(Send(Get(server.Url("/"))).ok());
  EXPECT_THAT(server.requests().at(0), ::testing::HasSubstr("Accept-Encoding:identity"));
}

TEST_F(HttpClientTest, PassesErrorStatusesThroughAsAnswers) {
  const TortureServer server(Answering(PlainAnswer("503 Down", "<html>later</html>", "Content-Type: text/html\r\n")));
  const auto answer = Send(Post(server.Url("/")));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, 503);
}

TEST_F(HttpClientTest, TakesHtmlInsteadOfJsonAsAnAnswer) {
  const TortureServer server(Answering(PlainAnswer("200 OK", "<!doctype html>", "Content-Type: text/html; charset=latin1\r\n")));
  const auto answer = Send(Get(server.Url("/")));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->body, "<!doctype html>");
}

TEST_F(HttpClientTest, TakesAnAnswerWithoutABody) {
  const TortureServer server(Answering("HTTP/1.1 204 No Content\r\n\r\n"));
  const auto answer = Send(Post(server.Url("/")));
  ASSERT_TRUE(answer.ok()) << answer.error().text;
  EXPECT_EQ(answer->status, 204);
  EXPECT_EQ(answer->body, "");
}

TEST_F(HttpClientTest, LeavesInvalidUtf8AsItCame) {
  const std::string body("\xff\xfe\x00\x80", 4);
  const TortureServer server(Answering(PlainAnswer("200 OK", body)));
  const auto answer = Send(Get(server.Url("/")));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->body, body);
}

TEST_F(HttpClientTest, ReadsABodyThatEndsWithTheConnection) {
  const TortureServer server(AnsweringOnce("HTTP/1.1 200 OK\r\n\r\n[1]"));
  const auto answer = Send(Get(server.Url("/")));
  ASSERT_TRUE(answer.ok()) << answer.error().text;
  EXPECT_EQ(answer->body, "[1]");
}

TEST_F(HttpClientTest, GivesUpOnOneByteAtATime) {
  const TortureServer server([](Connection& peer) {
    peer.ReadRequest();
    for (const char c : PlainAnswer("200 OK", std::string(1000, 'x'))) {
      if (!peer.Write({&c, 1})) return;
      peer.Linger(Duration::Milliseconds(50));
    }
  });
  EXPECT_EQ(KindOf(Send(Get(server.Url("/")))), ErrorKind::kBackOff);
}

TEST_F(HttpClientTest, GivesUpOnAStallAfterTheHeaders) {
  const TortureServer server([](Connection& peer) {
    peer.ReadRequest();
    peer.Write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
    peer.Linger(kPatience);
  });
  EXPECT_EQ(KindOf(Send(Get(server.Url("/")))), ErrorKind::kBackOff);
}

TEST_F(HttpClientTest, ReportsAReset) {
  const TortureServer server([](Connection& peer) {
    peer.ReadRequest();
    peer.Reset();
  });
  EXPECT_EQ(KindOf(Send(Get(server.Url("/")))), ErrorKind::kBackOff);
}

TEST_F(HttpClientTest, ReportsATruncatedBody) {
  const TortureServer server(AnsweringOnce("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1,2"));
  EXPECT_EQ(KindOf(Send(Get(server.Url("/")))), ErrorKind::kBackOff);
}

TEST_F(HttpClientTest, CutsABodyLongerThanItsContentLength) {
  const TortureServer server(AnsweringOnce("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]garbage"));
  const auto answer = Send(Get(server.Url("/")));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->body, "[]");
}

TEST_F(HttpClientTest, ReportsABadChunk) {
  const TortureServer server(AnsweringOnce("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n0\r\n\r\n"));
  EXPECT_EQ(KindOf(Send(Get(server.Url("/")))), ErrorKind::kBackOff);
}

TEST_F(HttpClientTest, ReportsABodyCutBetweenChunks) {
  const TortureServer server(AnsweringOnce("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n"));
  EXPECT_EQ(KindOf(Send(Get(server.Url("/")))), ErrorKind::kBackOff);
}

TEST_F(HttpClientTest, StopsReadingAnEndlessBody) {
  const TortureServer server([](Connection& peer) {
    peer.ReadRequest();
    peer.Write("HTTP/1.1 200 OK\r\n\r\n");
    while (peer.Write(std::string(64UL * 1024, 'x'))) {
    }
  });
  HttpRequest request = Get(server.Url("/"));
  request.deadline = Duration::Seconds(10);
  EXPECT_EQ(KindOf(Send(request)), ErrorKind::kTooLarge);
  EXPECT_LT(server.bytes_written(), kCap + kSocketSlack);
}

TEST_F(HttpClientTest, StopsReadingEndlessChunks) {
  const TortureServer server([](Connection& peer) {
    peer.ReadRequest();
    peer.Write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (peer.Write("1000\r\n" + std::string(4096, 'x') + "\r\n")) {
    }
  });
  HttpRequest request = Get(server.Url("/"));
  request.deadline = Duration::Seconds(10);
  EXPECT_EQ(KindOf(Send(request)), ErrorKind::kTooLarge);
  EXPECT_LT(server.bytes_written(), kCap + kSocketSlack);
}

TEST_F(HttpClientTest, RefusesAnAnnouncedSizeBeforeReadingIt) {
  const TortureServer server([](Connection& peer) {
    peer.ReadRequest();
    peer.Write("HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\n");
    peer.Linger(kPatience);
  });
  EXPECT_EQ(KindOf(Send(Get(server.Url("/")))), ErrorKind::kTooLarge);
}

TEST_F(HttpClientTest, RefusesACompressedAnswerUnread) {
  // The head of a gzip stream; what it would expand to does not matter, because nothing expands it.
  const TortureServer server(Answering(PlainAnswer("200 OK", std::string("\x1f\x8b\x08\x00", 4), "Content-Encoding: gzip\r\n")));
  EXPECT_EQ(KindOf(Send(Get(server.Url("/")))), ErrorKind::kBackOff);
}

TEST_F(HttpClientTest, DoesNotTakeContinueForTheAnswer) {
  const TortureServer server(Answering("HTTP/1.1 100 Continue\r\n\r\n" + PlainAnswer("200 OK", "[]")));
  EXPECT_EQ(KindOf(Send(Get(server.Url("/")))), ErrorKind::kBackOff);
  EXPECT_EQ(KindOf(Send(Post(server.Url("/")))), ErrorKind::kUnknownOutcome);
}

TEST_F(HttpClientTest, ReportsNoConnection) {
  std::string url;
  { url = TortureServer(Answering("")).Url("/"); }
  EXPECT_EQ(KindOf(Send(Get(url))), ErrorKind::kBackOff);
  EXPECT_EQ(KindOf(Send(Post(url))), ErrorKind::kBackOff);
}

TEST_F(HttpClientTest, SaysInPlainWordsThatNobodyAnswers) {
  std::string url;
  { url = TortureServer(Answering("")).Url("/"); }
  const auto closed = Send(Get(url));
  ASSERT_FALSE(closed.ok());
  EXPECT_NE(closed.error().text.find("nobody answers there; check the network"), std::string::npos) << closed.error().text;
  const auto unknown = Send(Get("https://replywatch.invalid/"));
  ASSERT_FALSE(unknown.ok());
  EXPECT_NE(unknown.error().text.find("no server has this name"), std::string::npos) << unknown.error().text;
}

TEST_F(HttpClientTest, RefusesPlainHttpBeyondLoopback) {
  EXPECT_EQ(KindOf(Send(Get("http://example.org/"))), ErrorKind::kConfiguration);
  EXPECT_EQ(KindOf(Send(Get("no address"))), ErrorKind::kConfiguration);
}

TEST_F(HttpClientTest, RefusesAHeaderWithALineBreak) {
  HttpRequest request = Get("http://127.0.0.1:9/");
  request.headers.push_back({"X-A", "b\r\nX-C: d"});
  EXPECT_EQ(KindOf(Send(request)), ErrorKind::kInvalidArgument);
}

TEST_F(HttpClientTest, EndsSoonWhenCancelled) {
  const CancelToken cancel;
  const TortureServer server([&](Connection& peer) {
    peer.ReadRequest();
    cancel.Cancel();
    peer.Linger(kPatience);
  });
  HttpRequest request = Get(server.Url("/"));
  request.deadline = Duration::Seconds(15);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(KindOf(client_->Send(request, cancel)), ErrorKind::kCancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST_F(HttpClientTest, DoesNotStartWhenAlreadyCancelled) {
  const TortureServer server(Answering(PlainAnswer("200 OK", "[]")));
  const CancelToken cancel;
  cancel.Cancel();
  EXPECT_EQ(KindOf(Send(Post(server.Url("/")), cancel)), ErrorKind::kCancelled);
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(HttpClientTest, DoesNotKnowWhatBecameOfAPostThatWasCutOff) {
  const TortureServer server([](Connection& peer) { peer.ReadRequest(); });
  EXPECT_EQ(KindOf(Send(Post(server.Url("/")))), ErrorKind::kUnknownOutcome);
}

TEST_F(HttpClientTest, DoesNotKnowWhatBecameOfAPostThatTimedOut) {
  const TortureServer server([](Connection& peer) {
    peer.ReadRequest();
    peer.Linger(kPatience);
  });
  EXPECT_EQ(KindOf(Send(Post(server.Url("/")))), ErrorKind::kUnknownOutcome);
}

TEST_F(HttpClientTest, NeverRepeatsAPostByItself) {
  // The first answer keeps the connection; the second request is read and dropped without an answer.
  const TortureServer server([](Connection& peer) {
    if (peer.ReadRequest()) peer.Write(PlainAnswer("200 OK", "[]"));
    peer.ReadRequest();
  });
  ASSERT_TRUE(Send(Get(server.Url("/"))).ok());
  ASSERT_TRUE(Send(Post(server.Url("/first"))).ok());
  ASSERT_TRUE(Send(Post(server.Url("/second"))).ok());
  EXPECT_EQ(server.requests().size(), 3U);
}

TEST_F(HttpClientTest, RunsNoMoreRequestsToAHostThanAllowed) {
  HttpClientOptions options;
  options.max_parallel_per_host = 2;
  client_ = MakeCpprestHttpClient(options);
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  const TortureServer server([&](Connection& peer) {
    while (peer.ReadRequest()) {
      const int now = ++running;
      int seen = most;
      while (now > seen && !most.compare_exchange_weak(seen, now)) {
      }
      peer.Linger(Duration::Milliseconds(30));
      --running;
      peer.Write(PlainAnswer("200 OK", "[]"));
    }
  });
  std::vector<std::thread> callers;
  for (int i = 0; i < 6; ++i) {
    callers.emplace_back([&] {
      HttpRequest request = Get(server.Url("/"));
      request.deadline = Duration::Seconds(10);
      EXPECT_TRUE(client_->Send(request, {}).ok());
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(most, 2);
}

}  // namespace
}  // namespace replywatch

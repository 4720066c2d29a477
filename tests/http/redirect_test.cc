// Redirects and TLS: where a request may go on, with what, and whom it trusts.
#include <gtest/gtest.h>

#include "collector/http/http_client.h"
#include "tests/support/torture_server.h"

namespace replywatch {
namespace {

using testing::PlainAnswer;
using testing::TortureServer;
using Connection = TortureServer::Connection;

HttpRequest Get(const std::string& url) {
  HttpRequest request;
  request.url = url;
  request.deadline = Duration::Seconds(3);
  request.max_body_bytes = 64 * 1024;
  return request;
}

HttpRequest WithAuthorization(HttpRequest request) {
  request.headers.push_back({"Authorization", "Bearer sesame"});
  return request;
}

std::string MovedTo(const std::string& where) { return PlainAnswer("302 Found", "", "Location: " + where + "\r\n"); }

TortureServer::Script Answering(std::string bytes) {
  return [bytes = std::move(bytes)](Connection& peer) {
    while (peer.ReadRequest()) {
      if (!peer.Write(bytes)) return;
    }
  };
}

TortureServer::Script MovedOnceTo(std::string where) {
  return [where = std::move(where)](Connection& peer) {
    while (const auto request = peer.ReadRequest()) {
      peer.Write(request->find("GET /old") == 0 ? MovedTo(where) : PlainAnswer("200 OK", "[]"));
    }
  };
}

TEST(Redirect, IsFollowedWithinTheOrigin) {
  const auto client = MakeCpprestHttpClient({});
  const TortureServer server(MovedOnceTo("/new?a=b"));
  const auto answer = client->Send(WithAuthorization(Get(server.Url("/old"))), {});
  ASSERT_TRUE(answer.ok()) << answer.error().text;
  EXPECT_EQ(answer->body, "[]");
  EXPECT_NE(server.requests().at(1).find("GET /new?a=b "), std::string::npos);
  EXPECT_NE(server.requests().at(1).find("sesame"), std::string::npos);
}

TEST(Redirect, NeverCarriesAuthorizationElsewhere) {
  const auto client = MakeCpprestHttpClient({});
  const TortureServer other(Answering(PlainAnswer("200 OK", "[]")));
  const TortureServer server(Answering(MovedTo(other.Url("/"))));
  const auto answer = client->Send(WithAuthorization(Get(server.Url("/"))), {});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().kind, ErrorKind::kConfiguration);
  EXPECT_TRUE(other.requests().empty());
  EXPECT_EQ(answer.error().text.find("sesame"), std::string::npos);
}

TEST(Redirect, GoesElsewhereWithoutAuthorization) {
  const auto client = MakeCpprestHttpClient({});
  const TortureServer other(Answering(PlainAnswer("200 OK", "[]")));
  const TortureServer server(Answering(MovedTo(other.Url("/"))));
  EXPECT_TRUE(client->Send(Get(server.Url("/")), {}).ok());
}

TEST(Redirect, EndsAfterFiveHops) {
  const auto client = MakeCpprestHttpClient({});
  const TortureServer server(Answering(MovedTo("/again")));
  const auto answer = client->Send(Get(server.Url("/")), {});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().kind, ErrorKind::kBackOff);
  EXPECT_EQ(server.requests().size(), 6U);
}

TEST(Redirect, OfAPostIsLeftToTheCaller) {
  const auto client = MakeCpprestHttpClient({});
  const TortureServer server(MovedOnceTo("/new"));
  HttpRequest request = Get(server.Url("/old"));
  request.method = HttpMethod::kPost;
  request.body = "a=b";
  const auto answer = client->Send(request, {});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, 200);  // the script redirects only GET
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(Tls, RefusesAnUnknownCertificate) {
  const auto client = MakeCpprestHttpClient({});
  const TortureServer server(Answering(PlainAnswer("200 OK", "[]")), TortureServer::Transport::kTls);
  const auto answer = client->Send(WithAuthorization(Get(server.Url("/"))), {});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().kind, ErrorKind::kConfiguration) << answer.error().text;
  EXPECT_TRUE(server.requests().empty());
}

TEST(Tls, TrustsTheAuthorityOfTheSettings) {
  const TortureServer server(Answering(PlainAnswer("200 OK", "[]")), TortureServer::Transport::kTls);
  HttpClientOptions options;
  options.ca_file = server.ca_file();
  const auto client = MakeCpprestHttpClient(options);
  for (int i = 0; i < 2; ++i) {
    const auto answer = client->Send(Get(server.Url("/")), {});
    ASSERT_TRUE(answer.ok()) << answer.error().text;
  }
}

TEST(Tls, IsNeverLeftByARedirect) {
  const TortureServer plain(Answering(PlainAnswer("200 OK", "[]")));
  const TortureServer server(Answering(MovedTo(plain.Url("/"))), TortureServer::Transport::kTls);
  HttpClientOptions options;
  options.ca_file = server.ca_file();
  const auto client = MakeCpprestHttpClient(options);
  const auto answer = client->Send(Get(server.Url("/")), {});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().kind, ErrorKind::kConfiguration);
  EXPECT_TRUE(plain.requests().empty());
}

struct Flood {
  const char* name;
  const char* head;  // what comes before bytes without end
};

class TlsFlood : public ::testing::TestWithParam<Flood> {};

// The library would read one chunk, or a header field, of any size into memory before it reports progress.
TEST_P(TlsFlood, IsCut) {
  const TortureServer server(
      [](Connection& peer) {
        peer.ReadRequest();
        peer.Write(GetParam().head);
        while (peer.Write(std::string(64UL * 1024, 'x'))) {
        }
      },
      TortureServer::Transport::kTls);
  HttpClientOptions options;
  options.ca_file = server.ca_file();
  const auto client = MakeCpprestHttpClient(options);
  const auto answer = client->Send(Get(server.Url("/")), {});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().kind, ErrorKind::kTooLarge) << answer.error().text;
  EXPECT_LT(server.bytes_written(), 16 * 1024 * 1024);
}

INSTANTIATE_TEST_SUITE_P(Each, TlsFlood,
                         ::testing::Values(Flood{"GiantChunk",
                                                 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffff00\r\n"},
                                           Flood{"EndlessHeader", "HTTP/1.1 200 OK\r\nX-Long: "}),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace replywatch

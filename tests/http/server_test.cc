// The server through the client: what arrives is what was sent, and each fault looks to the client as it should.
#include "collector/http/server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <atomic>
#include <thread>

namespace replywatch {
namespace {

std::unique_ptr<HttpServer> Serve(HttpHandler handler, HttpServerOptions options = {}) {
  auto server = HttpServer::Start(options, std::move(handler));
  EXPECT_TRUE(server.ok());
  return std::move(server).value();
}

HttpRequest Post(const std::string& url, std::string body) {
  HttpRequest request;
  request.method = HttpMethod::kPost;
  request.url = url;
  request.body = std::move(body);
  request.content_type = "application/json";
  request.headers.push_back({"Authorization", "Bearer sesame"});
  request.deadline = Duration::Milliseconds(500);
  return request;
}

// Sends raw bytes and reads until the server closes.
std::string Exchange(int port, const std::string& bytes) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const timeval patience{5, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  std::string answer(4096, '\0');
  const auto size = recv(fd, answer.data(), answer.size(), 0);
  answer.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  close(fd);
  return answer;
}

TEST(HttpServer, GivesTheHandlerWhatWasSent) {
  HttpServerRequest seen;
  const auto server = Serve([&](const HttpServerRequest& request) {
    seen = request;
    HttpServerResponse response;
    response.status = 201;
    response.headers.push_back({"X-Total", "3"});
    response.body = "{}";
    return response;
  });
  const auto client = MakeCpprestHttpClient({});
  const auto answer = client->Send(Post(server->url() + "/a%20b?id%5B%5D=1&id%5B%5D=2", std::string("a\0b", 3)), {});
  ASSERT_TRUE(answer.ok()) << answer.error().text;
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->Header("X-Total"), "3");
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.path, "/a b");
  EXPECT_EQ(seen.query, (QueryList{{"id[]", "1"}, {"id[]", "2"}}));
  EXPECT_EQ(seen.body, std::string("a\0b", 3));
  EXPECT_EQ(seen.Header("authorization"), "Bearer sesame");
}

TEST(HttpServer, DropsTheAnswerWhenAsked) {
  std::atomic<int> handled = 0;
  const auto server = Serve([&](const HttpServerRequest&) {
    ++handled;
    HttpServerResponse response;
    response.is_dropped = true;
    return response;
  });
  const auto client = MakeCpprestHttpClient({});
  const auto answer = client->Send(Post(server->url() + "/", "{}"), {});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().kind, ErrorKind::kUnknownOutcome);
  EXPECT_EQ(handled, 1);
}

TEST(HttpServer, TruncatesWhenAsked) {
  const auto server = Serve([](const HttpServerRequest&) {
    HttpServerResponse response;
    response.body = "[1,2,3]";
    response.truncate_body_at = 3;
    return response;
  });
  const auto client = MakeCpprestHttpClient({});
  const auto answer = client->Send(Post(server->url() + "/", "{}"), {});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().kind, ErrorKind::kUnknownOutcome);
}

TEST(HttpServer, DelaysWhenAsked) {
  const auto server = Serve([](const HttpServerRequest& request) {
    HttpServerResponse response;
    response.delay = request.path == "/slow" ? Duration::Seconds(30) : Duration::Milliseconds(20);
    return response;
  });
  const auto client = MakeCpprestHttpClient({});
  EXPECT_TRUE(client->Send(Post(server->url() + "/quick", "{}"), {}).ok());
  EXPECT_FALSE(client->Send(Post(server->url() + "/slow", "{}"), {}).ok());
}

TEST(HttpServer, AnswersLaterFromAnotherThread) {
  std::vector<std::thread> answering;
  auto server = HttpServer::StartLate({}, [&](const HttpServerRequest& request, const HttpReply& reply) {
    answering.emplace_back([reply, body = request.body] {
      HttpServerResponse response;
      response.body = body;
      reply(response);
      reply(HttpServerResponse{});  // once is what counts
    });
  });
  ASSERT_TRUE(server.ok());
  const auto client = MakeCpprestHttpClient({});
  for (const char* body : {"one", "two"}) {
    const auto answer = client->Send(Post((*server)->url(), body), {});
    ASSERT_TRUE(answer.ok()) << answer.error().text;
    EXPECT_EQ(answer->body, body);
  }
  for (std::thread& thread : answering) thread.join();
}

TEST(HttpServer, RefusesWhatIsTooLarge) {
  HttpServerOptions options;
  options.max_head_bytes = 1024;
  options.max_body_bytes = 100;
  const auto server = Serve([](const HttpServerRequest&) { return HttpServerResponse{}; }, options);
  EXPECT_EQ(Exchange(server->port(), "GET / HTTP/1.1\r\nX: " + std::string(2000, 'x') + "\r\n\r\n").substr(0, 12),
            "HTTP/1.1 431");
  EXPECT_EQ(Exchange(server->port(), "POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x')).substr(0, 12),
            "HTTP/1.1 413");
}

TEST(HttpServer, CutsOffASlowPeer) {
  HttpServerOptions options;
  options.patience = Duration::Milliseconds(50);
  const auto server = Serve([](const HttpServerRequest&) { return HttpServerResponse{}; }, options);
  EXPECT_EQ(Exchange(server->port(), "GET / HTTP/1.1\r\n"), "");
}

TEST(HttpServer, SurvivesNonsense) {
  const auto server = Serve([](const HttpServerRequest&) { return HttpServerResponse{}; });
  EXPECT_EQ(Exchange(server->port(), std::string("\0\xff\r\n\r\n", 6)), "");
  EXPECT_EQ(Exchange(server->port(), "GET / HTTP/1.1\r\n\r\n").substr(0, 12), "HTTP/1.1 200");
}

TEST(HttpServer, SaysWhenThePortIsTaken) {
  const auto server = Serve([](const HttpServerRequest&) { return HttpServerResponse{}; });
  HttpServerOptions options;
  options.port = server->port();
  const auto second = HttpServer::Start(options, {});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().kind, ErrorKind::kConfiguration);
}

}  // namespace
}  // namespace replywatch

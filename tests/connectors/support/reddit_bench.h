// RedditBench: the connector over a world, with a client whose answers can be doctored.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/connectors/support/connector_fixture.h"
#include "tests/connectors/support/doctored_http_client.h"

namespace replywatch::testing {

inline const PracticeInfo& RedditInfo() {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (info.platform == "reddit") return info;
  }
  throw std::logic_error("not built in");
}

inline HttpResponse AnswerOf(int status, const std::string& body, std::vector<HttpHeader> headers = {}) {
  HttpResponse response;
  response.status = status;
  response.headers = std::move(headers);
  response.body = body;
  return response;
}

// An error inside HTTP 200.
inline HttpResponse ListedError(const std::string& code, const std::string& text = "Sorry.") {
  const nlohmann::json error = nlohmann::json::array({code, text, nullptr});
  return AnswerOf(200, nlohmann::json{{"json", {{"errors", nlohmann::json::array({error})}}}}.dump());
}

class RedditBench : public ConnectorBench {
 public:
  explicit RedditBench(std::set<std::string> quirks = {}, int max_per_page = 0)
      : ConnectorBench(RedditInfo(), {max_per_page, false, std::move(quirks)}), client(http.get()) {
    StartAgain();
    EXPECT_TRUE(Check().ok());
  }
  // A fresh object for the same account and the same keeper.
  void StartAgain() { connector = std::move(FindPlatform("reddit")->make({&client, inbox, state})).value(); }

  Result<Page> Fetch(const std::string& stream, const std::string& cursor = "", const std::string& page_token = "") {
    return connector->Fetch({stream, cursor, page_token, world.Now()}, cancel);
  }
  // Every request whose address has `part` is answered so.
  void AnswerTo(const std::string& part, HttpResponse answer) {
    client.doctor = [part, answer](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
      if (request.url.find(part) == std::string::npos) return std::nullopt;
      return Result<HttpResponse>(answer);
    };
  }
  // JSON answers to requests whose address has `part` are changed so.
  void ChangeWhat(const std::string& part, std::function<void(nlohmann::json&)> change) {
    client.doctor = [this, part, change](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
      if (request.url.find(part) == std::string::npos) return std::nullopt;
      Result<HttpResponse> answer = http->Send(request, cancel);
      if (!answer.ok()) return answer;
      nlohmann::json body = nlohmann::json::parse(answer->body, nullptr, false);
      change(body);
      answer->body = body.dump();
      return answer;
    };
  }

  DoctoredHttpClient client;
};

}  // namespace replywatch::testing

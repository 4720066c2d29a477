// YouTubeBench: the connector over a world, with a client whose answers can be doctored and a keeper that outlives it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/connectors/support/connector_fixture.h"
#include "tests/connectors/support/doctored_http_client.h"

namespace replywatch::testing {

inline const PracticeInfo& YouTubeInfo() {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (info.platform == "youtube") return info;
  }
  throw std::logic_error("not built in");
}

inline PracticeOptions With(const std::string& quirk) {
  PracticeOptions options;
  options.quirks.insert(quirk);
  return options;
}

// An answer in the form of Google's errors.
inline HttpResponse GoogleError(int status, const std::string& reason, const std::string& message = "Sorry.") {
  const nlohmann::json detail{{"message", message}, {"domain", "x"}, {"reason", reason}};
  const nlohmann::json error{{"code", status}, {"message", message}, {"errors", nlohmann::json::array({detail})}};
  HttpResponse response;
  response.status = status;
  response.body = nlohmann::json{{"error", error}}.dump();
  return response;
}

class YouTubeBench : public ConnectorBench {
 public:
  explicit YouTubeBench(PracticeOptions options = {}, const std::string& units_per_day = "")
      : ConnectorBench(YouTubeInfo(), std::move(options)),
        client(http.get()),
        inbox(server->Inbox(PracticeHttpClient::kBaseUrl)) {
    if (!units_per_day.empty()) inbox.options["units_per_day"] = units_per_day;
    StartAgain();
    EXPECT_TRUE(Check().ok());
  }
  // A fresh object for the same account and the same keeper.
  void StartAgain() { connector = std::move(FindPlatform("youtube")->make({&client, inbox, &state})).value(); }

  Result<Page> Fetch(const std::string& stream, const std::string& cursor = "", const std::string& page_token = "") {
    return connector->Fetch({stream, cursor, page_token, world.Now()}, cancel);
  }
  // Every request whose address has `part` is refused so.
  void RefuseWhat(const std::string& part, HttpResponse refusal) {
    client.doctor = [part, refusal](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
      if (request.url.find(part) == std::string::npos) return std::nullopt;
      return Result<HttpResponse>(refusal);
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
  InboxConfig inbox;
  MemoryStateKeeper state;
};

}  // namespace replywatch::testing

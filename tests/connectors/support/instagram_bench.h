// InstagramBench: the connector over a world, with a client whose answers can be doctored and a keeper that outlives it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/connectors/support/connector_fixture.h"
#include "tests/connectors/support/doctored_http_client.h"

namespace replywatch::testing {

inline const PracticeInfo& InstagramInfo() {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (info.platform == "instagram") return info;
  }
  throw std::logic_error("not built in");
}

class InstagramBench : public ConnectorBench {
 public:
  explicit InstagramBench(const std::set<std::string>& quirks = {}, const std::map<std::string, std::string>& options = {})
      : ConnectorBench(InstagramInfo(), {0, false, quirks}),
        client(http.get()),
        inbox(server->Inbox(PracticeHttpClient::kBaseUrl)) {
    for (const auto& [name, value] : options) inbox.options[name] = value;
    StartAgain();
    EXPECT_TRUE(Check().ok());
  }
  // A fresh object for the same account and the same keeper.
  void StartAgain() { connector = std::move(FindPlatform("instagram")->make({&client, inbox, &state})).value(); }

  Result<Page> Fetch(const std::string& stream, const std::string& cursor = "") {
    return connector->Fetch({stream, cursor, "", world.Now()}, cancel);
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
  // Parts of batches are refused with the code that `code_of` gives for their address; 0: not refused. 100 says "not there".
  void RefuseParts(std::function<int(const std::string& url)> code_of) {
    client.doctor = [this, code_of](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
      const nlohmann::json asked = nlohmann::json::parse(request.body, nullptr, false);
      if (!asked.is_object() || !asked.contains("batch")) return std::nullopt;
      Result<HttpResponse> answer = http->Send(request, cancel);
      if (!answer.ok()) return answer;
      nlohmann::json parts = nlohmann::json::parse(answer->body, nullptr, false);
      for (std::size_t i = 0; i < parts.size(); ++i) {
        const int code = code_of(asked["batch"][i]["relative_url"].get<std::string>());
        if (code == 0) continue;
        nlohmann::json error{{"code", code}, {"message", "Refused"}};
        if (code == 100) error["error_subcode"] = 33;
        parts[i]["code"] = 400;
        parts[i]["body"] = nlohmann::json{{"error", error}}.dump();
      }
      answer->body = parts.dump();
      return answer;
    };
  }
  // The token of the last request.
  std::string TokenUsed() const {
    const auto header = FindHeader(client.requests.back().headers, "Authorization");
    return header ? std::string(header->substr(header->find(' ') + 1)) : std::string();
  }

  DoctoredHttpClient client;
  InboxConfig inbox;
  MemoryStateKeeper state;
};

}  // namespace replywatch::testing

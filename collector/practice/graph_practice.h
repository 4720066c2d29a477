// GraphPractice: what all of Meta's interfaces share, for their fake servers: the token and
// its proof, batches, the error envelope, usage headers, lists with cursors. What stands at a path is a derived class.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "collector/practice/practice_server.h"

namespace replywatch {

class GraphPractice : public PracticeServer {
 public:
  GraphPractice(std::string platform, PracticeWorld* world, PracticeOptions options)
      : platform_(std::move(platform)), world_(world), options_(std::move(options)) {}

  InboxConfig Inbox(const std::string& base_url) const override;
  std::optional<Timestamp> ThrottledUntil() const override;

 protected:
  using Json = nlohmann::json;

  struct Call {
    std::string method;
    std::string path;  // behind the version, without a leading slash
    std::map<std::string, std::string> query;
    Json body;
    // "" when absent.
    std::string Query(const std::string& name) const;
    // The number in "<edge>….limit(N)" of the fields, as nested lists are asked for.
    int NestedLimit(const std::string& edge) const;
  };
  virtual HttpServerResponse AnswerCall(const Call& call) = 0;
  // At a path below no version.
  virtual HttpServerResponse AnswerUnversioned(const Call& call);
  virtual bool Accepts(const std::string& token) const;

  HttpServerResponse Answer(const HttpServerRequest& request) override;
  HttpServerResponse Refuse(int status) const override;

  HttpServerResponse Reply(const Json& body) const;
  HttpServerResponse Error(int code, int subcode, const std::string& message) const;
  HttpServerResponse NotThere() const {
    return Error(100, 33, "Unsupported request. Object does not exist or cannot be loaded.");
  }
  // {"data", "paging"}: the elements behind the one whose "id" is `after`, `limit` at most.
  Json ListOf(const std::vector<Json>& elements, const std::string& after, int limit) const;

  bool Has(const std::string& quirk) const { return options_.quirks.count(quirk) > 0; }
  static std::string Time(Timestamp time);  // "2026-10-01T10:00:00+0000"
  PracticeWorld& world() { return *world_; }
  const PracticeWorld& world() const { return *world_; }
  // As of the request being answered.
  const std::vector<PracticeMessage>& messages() const { return messages_; }
  const PracticeMessage* Find(const std::string& id) const;
  void ReadWorld() { messages_ = world_->messages(); }

 private:
  HttpServerResponse AnswerBatch(const HttpServerRequest& request);

  std::string platform_;
  PracticeWorld* world_;
  PracticeOptions options_;
  std::vector<PracticeMessage> messages_;
};

}  // namespace replywatch

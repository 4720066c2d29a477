// WpPractice: the comments interface of a WordPress site over a PracticeWorld. The
// shop's posts are articles or products, what people write under them are comments. Private messages and posts of
// other people do not exist here. What a plugin adds is a derived class.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <unordered_set>
#include <vector>

#include "collector/practice/practice_server.h"

namespace replywatch {

class WpPractice : public PracticeServer {
 public:
  WpPractice(std::string platform, PracticeWorld* world, PracticeOptions options)
      : platform_(std::move(platform)), world_(world), options_(std::move(options)) {}

  InboxConfig Inbox(const std::string& base_url) const override;
  std::string SourceIdOf(const PracticeMessage& message) const override { return message.id; }
  bool Shows(const PracticeMessage& message) const override;
  std::optional<Timestamp> ThrottledUntil() const override;

 protected:
  using Json = nlohmann::json;

  HttpServerResponse Answer(const HttpServerRequest& request) override;
  HttpServerResponse Refuse(int status) const override;
  // Routes of a plugin, asked for by somebody signed in; status 0: none of its own.
  virtual HttpServerResponse AnswerPlugin(const HttpServerRequest& request, const std::string& route);
  // "post" or "product": what the shop's posts are here.
  virtual std::string PostType() const { return "post"; }
  // "comment", or what a plugin makes of it. Lists hold those of type "comment".
  virtual std::string TypeOf(const PracticeMessage& message) const;

  bool Has(const std::string& quirk) const { return options_.quirks.count(quirk) > 0; }
  HttpServerResponse Reply(const Json& body) const;
  HttpServerResponse Error(int status, const std::string& code) const;
  // The elements that `matches` picks, newest first, as `offset` and `per_page` of the request ask, with the totals in headers.
  HttpServerResponse ListOf(const HttpServerRequest& request, const std::function<bool(const PracticeMessage&)>& matches,
                            const std::function<Json(const PracticeMessage&)>& write) const;

  const PracticeMessage* Find(const std::string& id) const;
  // Under an article of the shop, in public, and not deleted for ever.
  bool IsThere(const PracticeMessage& message) const;
  bool HasStatus(const PracticeMessage& message, const HttpServerRequest& request) const;
  const std::vector<PracticeMessage>& messages() const { return messages_; }

 private:
  void ReadWorld();
  Json UserJson() const;
  Json CommentJson(const PracticeMessage& message) const;
  bool Matches(const PracticeMessage& message, const HttpServerRequest& request) const;
  HttpServerResponse One(const HttpServerRequest& request, const std::string& id);
  HttpServerResponse Post(const HttpServerRequest& request);

  std::string platform_;
  PracticeWorld* world_;
  PracticeOptions options_;
  std::unordered_set<std::string> articles_;
  std::vector<PracticeMessage> messages_;  // as of the request being answered
};

// "approved", "hold" or "trash".
std::string WpStatusWord(const PracticeMessage& message);
// As the site shows a text: a paragraph, lines broken by <br />.
std::string WpRendered(const std::string& text);
// Whether "a,b,c" holds the word.
bool WpListHas(const std::string& list, const std::string& word);

}  // namespace replywatch

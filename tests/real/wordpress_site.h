// WordPressSite: a real WordPress with its database on loopback, in a folder of its own; started by
// wordpress/start.sh and stopped with the object.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/real/real_shop.h"

namespace replywatch::testing {

class WordPressSite {
 public:
  WordPressSite();
  ~WordPressSite();
  WordPressSite(const WordPressSite&) = delete;
  WordPressSite& operator=(const WordPressSite&) = delete;

  // Empty: it runs. Else why it cannot: something is not installed.
  const std::string& missing() const { return missing_; }

  std::string url() const { return facts_["url"]; }
  std::string password() const { return facts_["app_password"]; }
  int shop_user() const { return facts_["user_id"]; }
  std::string post() const { return std::to_string(facts_["posts"]["wool-scarf"].get<int>()); }

  // A visitor uses the comment form. True when WordPress took it.
  bool Comment(const std::string& name, const std::string& text, const std::string& parent = "0") const;
  // The comments of the post that everybody may read.
  std::string PublicTexts() const;
  // One command of wordpress/site.php.
  nlohmann::json Do(std::vector<std::string> arguments) const;

  void StopWeb() const;
  void Start();

 private:
  CommandResult Script(const std::string& name, std::vector<std::string> arguments) const;

  TempFolder folder_;
  int port_;
  std::string missing_;
  nlohmann::json facts_;
};

// A shop with that site for its inbox.
std::unique_ptr<RealShop> MakeWordPressShop(const WordPressSite& site, const std::string& password);

}  // namespace replywatch::testing

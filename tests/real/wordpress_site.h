// WordPressSite: a real WordPress with its database on loopback, in a folder of its own; started by
// wordpress/start.sh and stopped with the object. WordPressShop: a collector's settings and database for it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

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

class WordPressShop {
 public:
  WordPressShop(const WordPressSite& site, const std::string& password);

  CommandResult Run(std::vector<std::string> arguments) const;
  std::unique_ptr<ChildProcess> StartCollector() const;
  nlohmann::json Status() const;
  // The stored message with exactly that text, as `list --json` shows it; null when there is none.
  nlohmann::json Find(const std::string& text) const;
  nlohmann::json Show(const nlohmann::json& message) const;
  std::string config() const { return (folder_.path() / "replywatch.json").string(); }

 private:
  TempFolder folder_;
};

}  // namespace replywatch::testing

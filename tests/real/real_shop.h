// RealShop: a collector's settings and database in a folder of its own, for one inbox of a real server.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

namespace replywatch::testing {

// A port of loopback that is free now, and so are the next `count` - 1. Throws std::runtime_error when there is none.
int FreePorts(int count);

class RealShop {
 public:
  // `inbox`: one object of "inboxes", whose password lies in the file "password". `settings`: further members, each followed by a
  // comma.
  RealShop(const std::string& inbox, const std::string& password, const std::string& settings = "");

  CommandResult Run(std::vector<std::string> arguments) const;
  std::unique_ptr<ChildProcess> StartCollector() const;
  nlohmann::json Status() const;
  std::vector<nlohmann::json> List() const;
  // The stored message with exactly that text, as `list --json` shows it; null when there is none.
  nlohmann::json Find(const std::string& text) const;
  nlohmann::json Show(const nlohmann::json& message) const;
  std::string config() const { return (folder_.path() / "replywatch.json").string(); }

 private:
  TempFolder folder_;
};

// False when it is not so after a minute.
bool Eventually(const std::function<bool()>& is_so);

}  // namespace replywatch::testing

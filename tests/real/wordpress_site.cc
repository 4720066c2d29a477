#include "tests/real/wordpress_site.h"

#include <stdexcept>

namespace replywatch::testing {
namespace {

constexpr const char* kScripts = RW_TEST_SOURCE_DIR "/tests/real/wordpress/";
constexpr int kNotInstalled = 2;

}  // namespace

WordPressSite::WordPressSite() : port_(FreePorts(1)) { Start(); }

WordPressSite::~WordPressSite() { Script("stop.sh", {folder_.path().string()}); }

CommandResult WordPressSite::Script(const std::string& name, std::vector<std::string> arguments) const {
  ChildOptions options;
  options.command = {"/bin/bash", kScripts + name};
  options.command.insert(options.command.end(), arguments.begin(), arguments.end());
  return RunCommandLine(options);
}

void WordPressSite::Start() {
  const CommandResult started = Script("start.sh", {std::to_string(port_), folder_.path().string()});
  if (started.status == kNotInstalled) {
    missing_ = started.err;
    return;
  }
  facts_ = nlohmann::json::parse(started.out, nullptr, false);
  if (started.status != 0 || !facts_.is_object()) throw std::runtime_error("WordPress did not start: " + started.err);
}

void WordPressSite::StopWeb() const { Script("stop.sh", {folder_.path().string(), "web"}); }

bool WordPressSite::Comment(const std::string& name, const std::string& text, const std::string& parent) const {
  return Script("comment.sh", {url(), post(), name, name + "@example.test", text, parent}).out == "302\n";
}

std::string WordPressSite::PublicTexts() const {
  ChildOptions options;
  options.command = {"/usr/bin/curl", "-sSf", url() + "/wp-json/wp/v2/comments?per_page=100&post=" + post()};
  std::string texts;
  for (const nlohmann::json& comment : nlohmann::json::parse(RunCommandLine(options).out))
    texts += comment["content"]["rendered"].get<std::string>();
  return texts;
}

nlohmann::json WordPressSite::Do(std::vector<std::string> arguments) const {
  ChildOptions options;
  options.command = {"/usr/bin/php", "-d", "error_reporting=0", std::string(kScripts) + "site.php",
                     (folder_.path() / "www").string()};
  options.command.insert(options.command.end(), arguments.begin(), arguments.end());
  return nlohmann::json::parse(RunCommandLine(options).out, nullptr, false);
}

std::unique_ptr<RealShop> MakeWordPressShop(const WordPressSite& site, const std::string& password) {
  return std::make_unique<RealShop>(R"({ "name": "blog", "platform": "wordpress", "base_url": ")" + site.url() +
                                        R"(", "user": "shop", "password": { "file": "password" }, "poll": "1s" })",
                                    password);
}

}  // namespace replywatch::testing

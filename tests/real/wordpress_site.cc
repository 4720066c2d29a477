#include "tests/real/wordpress_site.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace replywatch::testing {
namespace {

constexpr const char* kScripts = RW_TEST_SOURCE_DIR "/tests/real/wordpress/";
constexpr int kNotInstalled = 2;

int FreePort() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  void* raw = &address;
  const bool bound =
      ::bind(fd, static_cast<sockaddr*>(raw), size) == 0 && ::getsockname(fd, static_cast<sockaddr*>(raw), &size) == 0;
  ::close(fd);
  if (!bound) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

void WritePrivately(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file) << text;
  std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace

WordPressSite::WordPressSite() : port_(FreePort()) { Start(); }

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

WordPressShop::WordPressShop(const WordPressSite& site, const std::string& password) {
  WritePrivately(folder_.path() / "password", password + "\n");
  WritePrivately(config(), R"({
  "database": "sqlite:replywatch.db",
  "shop": { "name": "Atelier Test", "time_zone": "Europe/Bucharest", "languages": ["ro"] },
  "inboxes": [ { "name": "blog", "platform": "wordpress", "base_url": ")" +
                               site.url() +
                               R"(", "user": "shop", "password": { "file": "password" }, "poll": "1s" } ]
})");
}

CommandResult WordPressShop::Run(std::vector<std::string> arguments) const {
  ChildOptions options;
  options.command = {RW_TEST_COLLECTOR, "--config", config()};
  options.command.insert(options.command.end(), arguments.begin(), arguments.end());
  return RunCommandLine(options);
}

std::unique_ptr<ChildProcess> WordPressShop::StartCollector() const {
  ChildOptions options;
  options.command = {RW_TEST_COLLECTOR, "--config", config(), "run"};
  return std::make_unique<ChildProcess>(options);
}

nlohmann::json WordPressShop::Status() const { return nlohmann::json::parse(Run({"status", "--json"}).out, nullptr, false); }

nlohmann::json WordPressShop::Find(const std::string& text) const {
  const std::string rows = Run({"list", "--json", "--limit", "10000"}).out;
  for (std::size_t begin = 0; begin < rows.size();) {
    const std::size_t end = rows.find('\n', begin);
    const nlohmann::json row = nlohmann::json::parse(rows.substr(begin, end - begin));
    if (row["text"] == text) return row;
    begin = end + 1;
  }
  return nullptr;
}

nlohmann::json WordPressShop::Show(const nlohmann::json& message) const {
  return nlohmann::json::parse(Run({"show", std::to_string(message["id"].get<std::int64_t>()), "--json"}).out, nullptr, false);
}

}  // namespace replywatch::testing

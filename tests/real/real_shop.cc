#include "tests/real/real_shop.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <random>
#include <stdexcept>
#include <thread>

namespace replywatch::testing {
namespace {

bool IsFree(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  void* raw = &address;
  const bool bound = ::bind(fd, static_cast<sockaddr*>(raw), sizeof(address)) == 0;
  ::close(fd);
  return bound;
}

void WritePrivately(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file) << text;
  std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace

int FreePorts(int count) {
  constexpr int kFirst = 20'000;
  constexpr int kLast = 32'000;  // below those that the system gives to clients
  constexpr int kTries = 200;
  std::random_device seed;
  std::uniform_int_distribution<int> any(kFirst, kLast);
  for (int i = 0; i < kTries; ++i) {
    const int first = any(seed);
    bool all = true;
    for (int k = 0; k < count; ++k) all = all && IsFree(first + k);
    if (all) return first;
  }
  throw std::runtime_error("no free ports");
}

RealShop::RealShop(const std::string& inbox, const std::string& password, const std::string& settings) {
  WritePrivately(folder_.path() / "password", password + "\n");
  WritePrivately(config(), R"({
  "database": "sqlite:replywatch.db",
  "shop": { "name": "Atelier Test", "time_zone": "Europe/Bucharest", "languages": ["ro"] },
  )" + settings + R"("inboxes": [ )" +
                               inbox + " ]\n}\n");
}

CommandResult RealShop::Run(std::vector<std::string> arguments) const {
  ChildOptions options;
  options.command = {RW_TEST_COLLECTOR, "--config", config()};
  options.command.insert(options.command.end(), arguments.begin(), arguments.end());
  return RunCommandLine(options);
}

std::unique_ptr<ChildProcess> RealShop::StartCollector() const {
  ChildOptions options;
  options.command = {RW_TEST_COLLECTOR, "--config", config(), "run"};
  return std::make_unique<ChildProcess>(options);
}

nlohmann::json RealShop::Status() const { return nlohmann::json::parse(Run({"status", "--json"}).out, nullptr, false); }

std::vector<nlohmann::json> RealShop::List() const {
  std::vector<nlohmann::json> out;
  const std::string rows = Run({"list", "--json", "--limit", "10000"}).out;
  for (std::size_t begin = 0; begin < rows.size();) {
    const std::size_t end = rows.find('\n', begin);
    out.push_back(nlohmann::json::parse(rows.substr(begin, end - begin)));
    begin = end + 1;
  }
  return out;
}

nlohmann::json RealShop::Find(const std::string& text) const {
  for (const nlohmann::json& row : List()) {
    if (row["text"] == text) return row;
  }
  return nullptr;
}

nlohmann::json RealShop::Show(const nlohmann::json& message) const {
  return nlohmann::json::parse(Run({"show", std::to_string(message["id"].get<std::int64_t>()), "--json"}).out, nullptr, false);
}

bool Eventually(const std::function<bool()>& is_so) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!is_so() && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  return is_so();
}

}  // namespace replywatch::testing

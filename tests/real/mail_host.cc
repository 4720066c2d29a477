#include "tests/real/mail_host.h"

#include <fstream>
#include <stdexcept>

namespace replywatch::testing {
namespace {

constexpr const char* kScripts = RW_TEST_SOURCE_DIR "/tests/real/mail/";
constexpr int kNotInstalled = 2;

CommandResult Script(std::vector<std::string> command) {
  ChildOptions options;
  options.command = std::move(command);
  return RunCommandLine(options);
}

}  // namespace

MailHost::MailHost() : folder_(std::filesystem::temp_directory_path()), port_(FreePorts(4)) { Start(); }

MailHost::~MailHost() { Script({"/bin/bash", std::string(kScripts) + "stop.sh", folder_.path().string()}); }

void MailHost::Start() {
  const CommandResult started =
      Script({"/bin/bash", std::string(kScripts) + "start.sh", std::to_string(port_), folder_.path().string()});
  if (started.status == kNotInstalled) {
    missing_ = started.err;
    return;
  }
  facts_ = nlohmann::json::parse(started.out, nullptr, false);
  if (started.status != 0 || !facts_.is_object()) throw std::runtime_error("the mail host did not start: " + started.err);
  std::ofstream(folder_.path() / "site.json") << facts_.dump();
}

void MailHost::StopMailboxes() const {
  Script({"/bin/bash", std::string(kScripts) + "stop.sh", folder_.path().string(), "dovecot"});
}

nlohmann::json MailHost::People(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(),
                   {RW_TEST_PYTHON, std::string(kScripts) + "people.py", (folder_.path() / "site.json").string()});
  const CommandResult done = Script(std::move(arguments));
  if (done.status != 0) throw std::runtime_error("people.py: " + done.err);
  return nlohmann::json::parse(done.out, nullptr, false);
}

void MailHost::Write(const std::string& from, const std::string& id, const std::string& subject, const std::string& text) const {
  Send({{"from", from}, {"to", "shop@shop.test"}, {"id", "<" + id + ">"}, {"subject", subject}, {"text", text}});
}

std::string MailHost::Address(const std::string& scheme) const {
  return scheme + "://127.0.0.1:" + std::to_string(facts_.at(scheme).get<int>());
}

std::unique_ptr<RealShop> MailHost::MakeShop(const ShopOptions& options) const {
  const nlohmann::json inbox{{"name", "mail"},
                             {"platform", "email"},
                             {"imap", options.imap.empty() ? Address(options.starttls ? "imap" : "imaps") : options.imap},
                             {"smtp", Address(options.starttls ? "smtp" : "smtps")},
                             {"user", "shop@shop.test"},
                             {"from_name", "Atelier Test"},
                             {"password", {{"file", "password"}}},
                             {"poll", "1s"}};
  const std::string authority = facts_["ca"];
  const std::string password = options.password.empty() ? facts_["users"]["shop@shop.test"].get<std::string>() : options.password;
  return std::make_unique<RealShop>(inbox.dump(), password, "\"ca_file\": \"" + authority + "\",\n  ");
}

std::unique_ptr<ChildProcess> MailHost::CutAfter(int bytes, std::string& address) const {
  ChildOptions options;
  options.command = {RW_TEST_PYTHON, std::string(kScripts) + "people.py", (folder_.path() / "site.json").string(), "cut",
                     std::to_string(bytes)};
  auto way = std::make_unique<ChildProcess>(options);
  if (!Eventually([&] { return way->out().ends_with('\n'); })) throw std::runtime_error("people.py: " + way->err());
  address = "imaps://127.0.0.1:" + way->out().substr(0, way->out().find('\n'));
  return way;
}

void MailHost::Renumber() const {
  StopMailboxes();
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path() / "mail/shop.test/shop")) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("dovecot-uid") || name.starts_with("dovecot.index")) std::filesystem::remove(entry.path());
  }
}

}  // namespace replywatch::testing

#include "tests/e2e/support/told_shop.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "collector/http/hmac.h"
#include "tests/e2e/support/shop.h"

namespace replywatch::testing {
namespace {

using json = nlohmann::json;
using std::filesystem::perms;

constexpr const char* kVerifyToken = "a long word of ours";

const PracticeInfo& Info() {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (info.platform == "facebook") return info;
  }
  throw std::logic_error("not built in");
}

// What stands behind `name` in the newest line of a log that has it.
std::string LoggedLast(const std::string& log, const std::string& name) {
  const std::size_t at = log.rfind(name);
  if (at == std::string::npos) return {};
  const std::size_t end = log.find_first_of(" \n", at + name.size());
  return end == std::string::npos ? std::string() : log.substr(at + name.size(), end - at - name.size());
}

}  // namespace

ToldShop::ToldShop() : practice_(Info().make(&world_, {})) {
  auto server = HttpServer::Start({}, [this](const HttpServerRequest& request) {
    HttpServerResponse lost;
    lost.is_dropped = true;
    return loses_ && request.method == "POST" && request.path == "/" ? lost : practice_->Handle(request);
  });
  server_ = std::move(server).value();
  http_ = MakeCpprestHttpClient({});
  const InboxConfig inbox = practice_->Inbox(server_->url());
  for (const auto& [name, secret] : inbox.secrets)
    WriteText(folder() / name, secret.Reveal(), perms::owner_read | perms::owner_write);
  WriteText(folder() / "verify_token", kVerifyToken, perms::owner_read | perms::owner_write);
  const json settings{{"database", "sqlite:replywatch.db"},
                      {"shop", {{"name", "Atelier"}, {"languages", {"en"}}}},
                      {"webhooks", {{"listen", "127.0.0.1:0"}}},
                      {"inboxes",
                       {{{"name", "page"},
                         {"platform", "facebook"},
                         {"base_url", server_->url()},
                         {"app_id", inbox.options.at("app_id")},
                         {"token", {{"file", "token"}}},
                         {"app_secret", {{"file", "app_secret"}}},
                         {"verify_token", {{"file", "verify_token"}}},
                         {"poll", "1h"}}}}};
  WriteText(folder() / "replywatch.json", settings.dump(), perms::owner_read | perms::owner_write);
}

void ToldShop::Start() {
  ChildOptions options;
  options.command = {RW_TEST_COLLECTOR, "--config", (folder() / "replywatch.json").string(), "run"};
  collector_ = std::make_unique<ChildProcess>(options);
  ASSERT_TRUE(Eventually(kPatience, [&] {
    port_ = LoggedLast(collector_->err(), "webhooks_open port=");
    return !port_.empty();
  })) << collector_->err();
  store_ = std::move(OpenStore("sqlite:" + (folder() / "replywatch.db").string(), OpenMode::kExisting)).value();
  ASSERT_TRUE(Eventually(kPatience, [&] { return InboxStatus()["last_success"].is_string(); })) << collector_->err();
}

json ToldShop::InboxStatus() const {
  ChildOptions options;
  options.command = {RW_TEST_COLLECTOR, "--config", (folder() / "replywatch.json").string(), "status", "--json"};
  return json::parse(RunCommandLine(options).out)["inboxes"][0];
}

PracticeMessage ToldShop::InWorld(const std::string& world_id) const {
  for (PracticeMessage& message : world_.messages()) {
    if (message.id == world_id) return std::move(message);
  }
  throw std::logic_error("not in the world");
}

std::string ToldShop::SourceId(const std::string& world_id) const { return practice_->SourceIdOf(InWorld(world_id)); }

std::string ToldShop::CommentEvent(const std::string& world_id, const std::string& verb) const {
  const PracticeMessage comment = InWorld(world_id);
  const json value{{"item", "comment"},
                   {"verb", verb},
                   {"comment_id", SourceId(world_id)},
                   {"post_id", "777000_" + comment.root_id},
                   {"from", {{"id", comment.author.id}, {"name", comment.author.name}}},
                   {"created_time", comment.created_at.ms / 1000},
                   {"message", comment.text}};
  const json entry{
      {"id", "777000"}, {"time", comment.created_at.ms / 1000}, {"changes", {{{"field", "feed"}, {"value", value}}}}};
  return json{{"object", "page"}, {"entry", {entry}}}.dump(-1, ' ', true);
}

std::string ToldShop::Address(const std::string& inbox) const { return "http://127.0.0.1:" + port_ + "/hook/" + inbox; }

int ToldShop::Tell(const std::string& body, const std::string& signature, const std::string& inbox) {
  HttpRequest request;
  request.method = HttpMethod::kPost;
  request.url = Address(inbox);
  request.body = body;
  request.content_type = "application/json";
  request.headers.push_back(
      {"X-Hub-Signature-256", signature.empty() ? "sha256=" + HmacSha256Hex("practice-app-secret", body) : signature});
  const auto answer = http_->Send(request, CancelToken());
  return answer.ok() ? answer->status : 0;
}

HttpResponse ToldShop::Ask(const std::string& token) {
  HttpRequest request;
  request.url =
      WithQuery(Address("page"), {{"hub.mode", "subscribe"}, {"hub.verify_token", token}, {"hub.challenge", "1158201444"}});
  return std::move(http_->Send(request, CancelToken())).value();
}

std::optional<Message> ToldShop::Find(const std::string& world_id) {
  std::optional<Message> found;
  const Status read = store_->Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const std::vector<Inbox> inboxes, session.inboxes().All());
    RW_ASSIGN_OR_RETURN(found, session.messages().Find(inboxes.front().id, SourceId(world_id)));
    return {};
  });
  EXPECT_TRUE(read.ok());
  return found;
}

std::int64_t ToldShop::Stored() {
  std::int64_t count = -1;
  const Status read = store_->Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const std::vector<Inbox> inboxes, session.inboxes().All());
    RW_ASSIGN_OR_RETURN(count, session.messages().Count(inboxes.front().id));
    return {};
  });
  EXPECT_TRUE(read.ok());
  return count;
}

}  // namespace replywatch::testing

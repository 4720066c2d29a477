// The example of the connector guide: a guest book with one list of entries, whole, and its tests. A real one splits what stands
// here into <platform>_json, <platform> and <platform>_practice.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/connectors/connector.h"
#include "collector/http/url.h"
#include "collector/protocols/json_reader.h"

namespace replywatch::guestbook {
namespace {

constexpr std::int64_t kMaxText = 2000;  // characters of an entry (the book's manual, 2026)

// GET  /entries?after=ID   {"entries": [{"id", "answers", "by", "text", "at"}], "more": bool}, oldest first
// POST /entries            {"key", "answers", "text"} -> the entry; the same key gives the same entry
Result<Item> ReadEntry(const Json& element, const std::string& own_name) {
  Item item;
  item.source_id = IdMember(element, "id");
  if (item.source_id.empty()) return MakeError(ErrorKind::kInvalidArgument, "an entry without a usable id");
  const auto at = TimeMember(element, "at");
  if (!at) return MakeError(ErrorKind::kInvalidArgument, "an entry without a usable time");
  item.created_at = *at;
  item.root_source_id = "book";
  item.parent_source_id = IdMember(element, "answers");
  item.author.source_id = item.author.name = LineMember(element, "by", kMaxNameBytes);
  item.text = TextMember(element, "text", kMaxTextBytes);
  item.direction = item.author.name == own_name ? Direction::kOutgoing : Direction::kIncoming;
  item.abilities.reply_public = item.direction == Direction::kIncoming;
  return item;
}

class Guestbook final : public Connector {
 public:
  explicit Guestbook(ConnectorContext context) : context_(std::move(context)) {}

  Capabilities capabilities() const override {
    Capabilities out;
    out.reply_public = true;
    out.public_length.max = kMaxText;
    out.resend_guard = ResendGuard::kServerKey;
    return out;
  }
  std::vector<StreamInfo> streams() const override {
    return {{"entries", StreamKind::kForward, Duration::Minutes(1), std::nullopt}};
  }
  std::size_t max_sweep_items() const override { return 0; }  // entries never change

  Result<AccountCheck> Check(Timestamp now, const CancelToken& cancel) override {
    RW_RETURN_IF_ERROR(Call(HttpMethod::kGet, "/entries", {}, now, cancel).status());
    own_name_ = context_.inbox.options["name"];
    return AccountCheck{own_name_, own_name_, {}, std::nullopt};
  }

  Result<Page> Fetch(const FetchRequest& request, const CancelToken& cancel) override {
    if (own_name_.empty()) return MakeError(ErrorKind::kInvalidArgument, "the account has not been checked yet");
    if (request.stream != "entries") return MakeError(ErrorKind::kInvalidArgument, "no such stream: " + request.stream);
    RW_ASSIGN_OR_RETURN(const Json answer,
                        Call(HttpMethod::kGet, WithQuery("/entries", {{"after", request.cursor}}), {}, request.now, cancel));
    const Json& entries = Member(answer, "entries");
    if (!entries.is_array()) return MakeError(ErrorKind::kBackOff, "the answer holds no list of entries; it will be asked again");
    Page page;
    for (const Json& element : entries) {
      Result<Item> item = ReadEntry(element, own_name_);
      if (std::string id = IdMember(element, "id"); !id.empty()) page.cursor = id;  // the unreadable are passed, too
      if (item.ok()) {
        page.items.push_back(std::move(item).value());
      } else {
        page.set_aside.push_back(SetElementAside(element, item.error().text));
      }
    }
    if (BoolMember(answer, "more") && !page.cursor.empty()) page.next_page_token = page.cursor;
    return page;
  }

  Result<SweepResult> Sweep(const SweepRequest& /*request*/, const CancelToken& /*cancel*/) override { return SweepResult{}; }

  // Asking twice with one key gives one entry, so looking and sending again are the same call.
  Result<SendReceipt> Send(const SendRequest& request, const CancelToken& cancel) override {
    if (request.text.empty()) return MakeError(ErrorKind::kContentRejected, "the book takes no empty entry");
    const Json draft{{"key", request.idempotency_key}, {"answers", request.target_id}, {"text", request.text}};
    RW_ASSIGN_OR_RETURN(const Json answer, Call(HttpMethod::kPost, "/entries", draft, request.now, cancel));
    Result<Item> item = ReadEntry(answer, own_name_);
    if (!item.ok()) return MakeError(ErrorKind::kUnknownOutcome, "the book took the entry but did not show it");
    SendReceipt receipt;
    receipt.source_id = item->source_id;
    receipt.item = std::move(item).value();
    return receipt;
  }
  Result<FindResult> FindSent(const SendRequest& request, const CancelToken& cancel) override {
    RW_ASSIGN_OR_RETURN(SendReceipt receipt, Send(request, cancel));
    return FindResult{FindOutcome::kFound, std::move(receipt)};
  }
  Status Approve(const std::string& /*source_id*/, Timestamp /*now*/, const CancelToken& /*cancel*/) override {
    return MakeError(ErrorKind::kInvalidArgument, "the book holds nothing back");
  }

 private:
  Result<Json> Call(HttpMethod method, const std::string& path, const Json& body, Timestamp now, const CancelToken& cancel) {
    const bool is_write = method == HttpMethod::kPost;
    HttpRequest request;
    request.method = method;
    request.url = context_.inbox.base_url + path;
    request.headers.push_back({"Authorization", "Bearer " + context_.inbox.secrets["token"].Reveal()});
    if (is_write) request.body = body.dump();
    RW_ASSIGN_OR_RETURN(const HttpResponse response, context_.http->Send(request, cancel));
    const std::string said = context_.inbox.base_url + ": answered " + std::to_string(response.status);
    if (response.status == 401) return MakeError(ErrorKind::kReauthorize, said + "; put a new token into the token file");
    if (response.status == 404 && is_write) return MakeError(ErrorKind::kTargetGone, said + "; what is answered is gone");
    if (response.status == 429) {
      Error error = MakeError(ErrorKind::kRetryAt, said + "; it goes on in a minute");
      error.retry_at = now + Duration::Minutes(1);
      return error;
    }
    if (response.status >= 300) return MakeError(is_write ? ErrorKind::kUnknownOutcome : ErrorKind::kBackOff, said);
    Result<Json> json = ParseForeignJson(response.body);
    if (!json.ok() && is_write) return MakeError(ErrorKind::kUnknownOutcome, said + " without an entry");
    return json;
  }

  ConnectorContext context_;
  std::string own_name_;
};

// The book itself, in a test's hands.
class Book final : public HttpClient {
 public:
  Result<HttpResponse> Send(const HttpRequest& request, const CancelToken& /*cancel*/) override {
    HttpResponse response;
    response.status = FindHeader(request.headers, "Authorization") == "Bearer secret" ? 200 : 401;
    if (request.method == HttpMethod::kPost) {
      Json draft = Json::parse(request.body);
      const auto same =
          std::find_if(entries.begin(), entries.end(), [&](const Json& e) { return e.value("key", "") == draft["key"]; });
      const auto place = static_cast<std::size_t>(same - entries.begin());
      if (place == entries.size()) Write("Lut", draft["text"], draft["answers"], draft["key"]);
      response.body = entries[place].dump();
      return response;
    }
    const auto after = static_cast<std::size_t>(std::atoi(QueryParameter(request.url, "after").value_or("0").c_str()));
    Json page = Json::array();
    for (std::size_t i = after; i < entries.size() && page.size() < 2; ++i) page.push_back(entries[i]);
    response.body = Json{{"entries", page}, {"more", after + page.size() < entries.size()}}.dump();
    return response;
  }
  void Write(const std::string& by, const std::string& text, const std::string& answers = "", const std::string& key = "") {
    entries.push_back({{"id", entries.size() + 1},
                       {"by", by},
                       {"text", text},
                       {"answers", answers},
                       {"key", key},
                       {"at", "2026-10-01T10:00:00Z"}});
  }
  std::vector<Json> entries;
};

struct Desk {
  explicit Desk(const std::string& token = "secret")
      : connector({&book, {"book", "guestbook", "https://b.example", {{"name", "Lut"}}, {{"token", Secret(token)}}}, nullptr}) {}
  Book book;
  Guestbook connector;
  CancelToken cancel;
  Timestamp now{1'790'000'000'000};
};

TEST(Example, ReadsOnFromItsCursor) {
  Desk desk;
  for (const char* text : {"Frumos!", "Ładne", "Чудесно"}) desk.book.Write("ana", text);
  ASSERT_TRUE(desk.connector.Check(desk.now, desk.cancel).ok());
  const auto first = desk.connector.Fetch({"entries", "", "", desk.now}, desk.cancel);
  EXPECT_EQ(first->items.size(), 2U);
  EXPECT_EQ(first->next_page_token, "2");
  const auto second = desk.connector.Fetch({"entries", first->cursor, first->next_page_token, desk.now}, desk.cancel);
  EXPECT_EQ(second->items.size(), 1U);
  EXPECT_EQ(second->next_page_token, "");
}

TEST(Example, SetsABadEntryAside) {
  Desk desk;
  desk.book.Write("ana", "Frumos!");
  desk.book.entries.front()["at"] = 5;
  desk.book.Write("jan", "Ładne");
  ASSERT_TRUE(desk.connector.Check(desk.now, desk.cancel).ok());
  const auto page = desk.connector.Fetch({"entries", "", "", desk.now}, desk.cancel);
  EXPECT_EQ(page->items.size(), 1U);
  EXPECT_EQ(page->set_aside.size(), 1U);
}

TEST(Example, SendsOnceHoweverOftenItIsAsked) {
  Desk desk;
  desk.book.Write("ana", "Cât costă?");
  ASSERT_TRUE(desk.connector.Check(desk.now, desk.cancel).ok());
  SendRequest request;
  request.target_id = "1";
  request.text = "Zece lei.";
  request.idempotency_key = "k";
  EXPECT_EQ(desk.connector.Send(request, desk.cancel)->source_id, "2");
  EXPECT_EQ(desk.connector.FindSent(request, desk.cancel)->receipt.source_id, "2");
  EXPECT_EQ(desk.book.entries.size(), 2U);
}

TEST(Example, SaysThatTheTokenIsNotAccepted) {
  Desk desk("old");
  EXPECT_EQ(desk.connector.Check(desk.now, desk.cancel).error().kind, ErrorKind::kReauthorize);
}

}  // namespace
}  // namespace replywatch::guestbook

#include "collector/connectors/wordpress/wordpress.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "collector/protocols/html_text.h"
#include "shared/base/rendered_text.h"

namespace replywatch::wordpress {
namespace {

constexpr std::int64_t kBackfillPerPage = 100;  // the most there is (core, 2026)
constexpr std::int64_t kPollPerPage = 20;
// Comments deleted between two pages move the later ones forward; so many are read twice to miss none.
constexpr std::int64_t kPageOverlap = 5;
constexpr std::size_t kSweepSize = 50;
constexpr std::int64_t kMaxAnswersOfOurs = 1000;  // looked through under one comment
constexpr std::size_t kMaxAuthors = 50'000;
constexpr std::int64_t kMaxContentBytes = 65'525;  // bytes of the column (core, 2026)

Result<std::unique_ptr<Connector>> Make(ConnectorContext context) {
  const InboxConfig& inbox = context.inbox;
  const auto url = ParseUrl(inbox.base_url);
  if (!url || url->target.find('?') != std::string::npos) {
    return MakeError(ErrorKind::kConfiguration, "base_url must be the site's address, like https://shop.example");
  }
  const auto user = inbox.options.find("user");
  const auto password = inbox.secrets.find("password");
  if (user == inbox.options.end() || user->second.empty())
    return MakeError(ErrorKind::kConfiguration, "the WordPress user is missing");
  if (password == inbox.secrets.end() || password->second.empty()) {
    return MakeError(ErrorKind::kConfiguration, "the application password is missing; make one under Users > Profile");
  }
  std::string base = url->ToString();
  base.resize(std::min(base.rfind("/wp-json"), base.size()));  // people copy the address of the interface, too
  while (base.back() == '/') base.pop_back();
  return std::unique_ptr<Connector>(std::make_unique<WordPressConnector>(context.http, base, user->second, password->second));
}

std::int64_t Number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value > 0 ? value : 0;
}

// "offset:newest:last" of a round on its way.
struct PageToken {
  std::int64_t offset = 0;
  std::int64_t newest = 0;  // the cursor once the round is complete
  std::int64_t last = 0;    // smallest id given so far; 0: none

  static PageToken Read(std::string_view text) {
    PageToken token;
    const std::size_t first = std::min(text.find(':'), text.size());
    const std::size_t second = std::min(text.find(':', first + 1), text.size());
    if (second >= text.size()) return token;
    token.offset = Number(text.substr(0, first));
    token.newest = Number(text.substr(first + 1, second - first - 1));
    token.last = Number(text.substr(second + 1));
    return token;
  }
  std::string Write() const { return std::to_string(offset) + ":" + std::to_string(newest) + ":" + std::to_string(last); }
};

QueryList NewestFirst(std::int64_t per_page, std::int64_t offset) {
  // "all" is what is approved and what waits, without spam and trash.
  return {{"status", "all"},
          {"orderby", "id"},
          {"order", "desc"},
          {"per_page", std::to_string(per_page)},
          {"offset", std::to_string(offset)},
          {"_embed", "up"}};
}

}  // namespace

PlatformInfo Platform() {
  PlatformInfo info;
  info.name = "wordpress";
  info.display_name = "WordPress";
  info.make = &Make;
  info.address_example = "https://shop.example";
  info.required_options = {"user"};
  info.required_secrets = {"password"};
  return info;
}

WordPressConnector::WordPressConnector(HttpClient* http, std::string base_url, std::string user, Secret password)
    : rest_(http, std::move(base_url), std::move(user), std::move(password)) {}

Capabilities WordPressConnector::capabilities() const {
  Capabilities out;
  out.reply_public = true;
  out.approve = true;
  out.edits_visible = true;
  out.public_length.max_bytes = kMaxContentBytes;
  out.resend_guard = ResendGuard::kDuplicateRefusal;
  return out;
}

std::vector<StreamInfo> WordPressConnector::streams() const {
  return {{"comments", StreamKind::kNewestFirst, Duration::Minutes(1), std::nullopt},
          {"recent", StreamKind::kSnapshot, Duration::Minutes(15), std::nullopt}};
}

std::size_t WordPressConnector::max_sweep_items() const { return kSweepSize; }

Status WordPressConnector::CheckReady() const {
  if (own_user_id_ == 0)
    return MakeError(ErrorKind::kInvalidArgument, rest_.base_url() + ": the account has not been checked yet");
  return {};
}

Result<AccountCheck> WordPressConnector::Check(Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(rest_.Discover(now, cancel));
  // Lists answer a wrong password with what everybody may see; this one does not.
  RW_ASSIGN_OR_RETURN(const HttpResponse answer, rest_.Get("/wp/v2/users/me", {{"context", "edit"}}, now, cancel));
  RW_ASSIGN_OR_RETURN(const Json user, rest_.Parse(answer));
  const std::int64_t id = IntegerMember(user, "id").value_or(0);
  if (id <= 0) return MakeError(ErrorKind::kBackOff, rest_.base_url() + ": did not say which user this is");
  if (!BoolMember(Member(user, "capabilities"), "moderate_comments")) {
    return MakeError(ErrorKind::kPermission,
                     rest_.base_url() + ": this user may not moderate comments; give it the role Editor or Administrator");
  }
  AccountCheck check;
  check.account_id = UserSourceId(id);
  check.account_name = LineMember(user, "name", kMaxNameBytes);
  if (const auto date = answer.Header("Date")) {
    if (const auto server_time = ParseHttpDate(*date)) check.clock_skew = *server_time - now;
  }
  own_user_id_ = id;
  return check;
}

Result<WordPressConnector::Listed> WordPressConnector::List(QueryList query, Timestamp now, const CancelToken& cancel) {
  query.emplace_back("context", "edit");
  RW_ASSIGN_OR_RETURN(const HttpResponse answer, rest_.Get("/wp/v2/comments", std::move(query), now, cancel));
  RW_ASSIGN_OR_RETURN(const Json body, rest_.Parse(answer));
  Result<CommentList> list = ReadComments(body);
  if (!list.ok()) return list.error().Within(rest_.base_url());
  if (!list->shows_edit_fields) {
    return MakeError(ErrorKind::kReauthorize,
                     rest_.base_url() +
                         ": answered as to a stranger; the application password is no longer accepted, make a "
                         "new one under Users > Profile");
  }
  RememberAuthors(*list);
  return Listed{std::move(list).value(), ReadWpTotals(answer)};
}

Result<Page> WordPressConnector::Fetch(const FetchRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.stream == "comments") return FetchNew(request, cancel);
  if (request.stream == "recent") return FetchRecent(request, cancel);
  return MakeError(ErrorKind::kInvalidArgument, "no such stream: " + request.stream);
}

// Ids only grow, so newest first until the known one. New comments meanwhile move the rest back and are read again;
// the token's last id drops those.
Result<Page> WordPressConnector::FetchNew(const FetchRequest& request, const CancelToken& cancel) {
  const std::int64_t known = Number(request.cursor);
  const std::int64_t per_page = known == 0 ? kBackfillPerPage : kPollPerPage;
  PageToken token = PageToken::Read(request.page_token);
  RW_ASSIGN_OR_RETURN(const Listed listed, List(NewestFirst(per_page, token.offset), request.now, cancel));
  const CommentList& list = listed.list;
  Page page;
  page.set_aside = list.set_aside;
  page.total = listed.totals.total;
  page.unreadable = list.other_types;
  for (const WpComment& comment : list.comments) {
    if (token.last == 0 || comment.id < token.last) page.items.push_back(MakeItem(comment));
  }
  if (token.newest == 0) token.newest = list.first_id;
  // Pages may be short because single comments are withheld: the total decides, where it is told.
  const std::int64_t end = token.offset + per_page;
  const bool has_more = listed.totals.total ? end < *listed.totals.total : list.element_count == per_page;
  const bool has_reached_known = known > 0 && list.last_id > 0 && list.last_id <= known;
  const bool makes_progress = listed.totals.total || token.last == 0 || (list.last_id > 0 && list.last_id < token.last);
  if (has_more && !has_reached_known && makes_progress) {
    const std::int64_t last = list.last_id > 0 ? list.last_id : token.last;
    page.next_page_token = PageToken{end - kPageOverlap, token.newest, last}.Write();
  } else if (token.newest > known) {
    page.cursor = std::to_string(token.newest);
  }
  return page;
}

// What left the spam folder, or was missed: it has no new id.
Result<Page> WordPressConnector::FetchRecent(const FetchRequest& request, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Listed listed, List(NewestFirst(kBackfillPerPage, 0), request.now, cancel));
  Page page;
  page.set_aside = listed.list.set_aside;
  page.total = listed.totals.total;
  page.unreadable = listed.list.other_types;
  for (const WpComment& comment : listed.list.comments) page.items.push_back(MakeItem(comment));
  return page;
}

Result<WpComment> WordPressConnector::GetComment(const std::string& id, Timestamp now, const CancelToken& cancel) {
  Result<HttpResponse> answer = rest_.Get("/wp/v2/comments/" + PercentEncode(id), {{"context", "edit"}}, now, cancel);
  if (!answer.ok() && answer.error().kind == ErrorKind::kNotFound) {
    return MakeError(ErrorKind::kTargetGone, answer.error().text);
  }
  if (!answer.ok()) return answer.error();
  RW_ASSIGN_OR_RETURN(const Json body, rest_.Parse(*answer));
  Result<WpComment> comment = ReadComment(body);
  if (!comment.ok()) return MakeError(ErrorKind::kBackOff, rest_.base_url() + ": " + comment.error().text);
  return comment;
}

Result<SweepResult> WordPressConnector::Sweep(const SweepRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.source_ids.size() > kSweepSize) return MakeError(ErrorKind::kInvalidArgument, "too many items for one sweep");
  SweepResult result;
  if (request.source_ids.empty()) return result;
  std::string ids;
  for (const std::string& id : request.source_ids) ids += (ids.empty() ? "" : ",") + id;
  // "any" is every status, spam and trash included.
  RW_ASSIGN_OR_RETURN(const Listed listed,
                      List({{"include", ids}, {"status", "any"}, {"per_page", "100"}, {"_embed", "up"}}, request.now, cancel));
  std::set<std::string> missing(request.source_ids.begin(), request.source_ids.end());
  result.set_aside = listed.list.set_aside;
  for (const SetAside& element : result.set_aside) missing.erase(element.source_id);
  for (const WpComment& comment : listed.list.comments) {
    if (missing.erase(std::to_string(comment.id)) > 0) result.items.push_back(MakeItem(comment));
  }
  for (const std::string& id : missing) {
    const Result<WpComment> comment = GetComment(id, request.now, cancel);
    if (comment.ok()) {
      result.items.push_back(MakeItem(*comment));
    } else if (comment.error().kind == ErrorKind::kTargetGone) {
      result.gone.push_back(id);
    } else {
      return comment.error();
    }
  }
  return result;
}

Result<SendReceipt> WordPressConnector::Send(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.visibility == Visibility::kPrivate)
    return MakeError(ErrorKind::kInvalidArgument, "WordPress has no private replies");
  // WordPress takes answers to comments that are gone, and nobody would ever see them.
  RW_ASSIGN_OR_RETURN(const WpComment parent, GetComment(request.target_id, request.now, cancel));
  if (parent.status == CommentStatus::kTrash || parent.status == CommentStatus::kSpam) {
    return MakeError(ErrorKind::kTargetGone, rest_.base_url() + ": the comment has been moved to the trash or to spam");
  }
  if (parent.status == CommentStatus::kHeld) {
    return MakeError(ErrorKind::kInvalidArgument,
                     rest_.base_url() + ": the comment still waits for approval; approve it, then send the reply");
  }
  const Json draft{{"post", parent.post}, {"parent", parent.id}, {"content", EscapeHtml(request.text)}};
  RW_ASSIGN_OR_RETURN(const HttpResponse answer, rest_.Post("/wp/v2/comments", draft, request.now, cancel));
  const Result<Json> body = rest_.Parse(answer);
  const Result<WpComment> comment = body.ok() ? ReadComment(*body) : Result<WpComment>(body.error());
  if (!comment.ok())
    return MakeError(ErrorKind::kUnknownOutcome, rest_.base_url() + ": took the reply but did not say which it is");
  return ReceiptOf(*comment);
}

SendReceipt WordPressConnector::ReceiptOf(const WpComment& comment) {
  SendReceipt receipt;
  receipt.source_id = std::to_string(comment.id);
  receipt.permalink = comment.link;
  receipt.item = MakeItem(comment);
  receipt.publication = receipt.item->publication;
  return receipt;
}

Result<FindResult> WordPressConnector::FindSent(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  for (std::int64_t offset = 0; offset < kMaxAnswersOfOurs; offset += kBackfillPerPage) {
    QueryList query = NewestFirst(kBackfillPerPage, offset);
    query.front().second = "any";
    query.emplace_back("parent", request.target_id);
    query.emplace_back("author", std::to_string(own_user_id_));
    RW_ASSIGN_OR_RETURN(const Listed listed, List(query, request.now, cancel));
    for (const WpComment& comment : listed.list.comments) {
      const auto& known = request.known_replies;
      const bool is_ours = comment.author_id == own_user_id_ && std::to_string(comment.parent) == request.target_id &&
                           std::find(known.begin(), known.end(), std::to_string(comment.id)) == known.end();
      const std::string shown = comment.source_text.empty() ? comment.text : HtmlToText(comment.source_text, kMaxTextBytes);
      if (is_ours && IsSameRendered(shown, request.text)) return FindResult{FindOutcome::kFound, ReceiptOf(comment)};
    }
    if (!listed.list.set_aside.empty()) return FindResult{};  // one of the unreadable ones may be it
    if (listed.list.element_count < kBackfillPerPage) return FindResult{FindOutcome::kNotThere, {}};
  }
  return FindResult{};
}

Status WordPressConnector::Approve(const std::string& source_id, Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  return rest_.Post("/wp/v2/comments/" + PercentEncode(source_id), Json{{"status", "approved"}}, now, cancel).status();
}

Item WordPressConnector::MakeItem(const WpComment& comment) {
  const auto parent = authors_.find(comment.parent);
  return ToItem(comment, own_user_id_, parent == authors_.end() ? std::string() : parent->second);
}

void WordPressConnector::RememberAuthors(const CommentList& list) {
  if (authors_.size() > kMaxAuthors) authors_.clear();
  for (const WpComment& comment : list.comments) authors_[comment.id] = comment.author.source_id;
}

}  // namespace replywatch::wordpress

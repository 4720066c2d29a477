#include "collector/protocols/wp_desk.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "collector/protocols/html_text.h"
#include "shared/base/rendered_text.h"

namespace replywatch::wp {
namespace {

constexpr std::int64_t kPollPerPage = 20;
// Comments deleted between two pages move the later ones forward; so many are read twice to miss none.
constexpr std::int64_t kPageOverlap = 5;
constexpr std::int64_t kMaxAnswersOfOurs = 1000;  // looked through under one comment
constexpr std::size_t kMaxAuthors = 50'000;

std::int64_t Number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value > 0 ? value : 0;
}

// "offset:newest:last" of a round on its way.
struct PageToken {
  std::int64_t offset = 0;
  std::int64_t newest = 0;
  std::int64_t last = 0;

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

}  // namespace

QueryList NewestFirst(std::string_view status, std::int64_t per_page, std::int64_t offset) {
  return {{"status", std::string(status)},
          {"orderby", "id"},
          {"order", "desc"},
          {"per_page", std::to_string(per_page)},
          {"offset", std::to_string(offset)}};
}

WpRound::WpRound(const FetchRequest& request)
    : known_(Number(request.cursor)), per_page_(known_ == 0 ? kMostPerPage : kPollPerPage) {
  const PageToken token = PageToken::Read(request.page_token);
  offset_ = token.offset;
  newest_ = token.newest;
  last_ = token.last;
}

QueryList WpRound::Query(std::string_view status) const { return NewestFirst(status, per_page_, offset_); }

void WpRound::Finish(const Extent& extent, Page& page) const {
  const std::int64_t newest = newest_ == 0 ? extent.first_id : newest_;
  // Pages may be short because single comments are withheld: the total decides, where it is told.
  const std::int64_t end = offset_ + per_page_;
  const bool has_more = extent.total ? end < *extent.total : extent.element_count == per_page_;
  const bool has_reached_known = known_ > 0 && extent.last_id > 0 && extent.last_id <= known_;
  const bool makes_progress = extent.total || last_ == 0 || (extent.last_id > 0 && extent.last_id < last_);
  if (has_more && !has_reached_known && makes_progress) {
    const std::int64_t last = extent.last_id > 0 ? extent.last_id : last_;
    page.next_page_token = PageToken{end - kPageOverlap, newest, last}.Write();
  } else if (newest > known_) {
    page.cursor = std::to_string(newest);
  }
}

Result<WpDesk> WpDesk::Make(const ConnectorContext& context) {
  const InboxConfig& inbox = context.inbox;
  const auto url = ParseUrl(inbox.base_url);
  if (!url || url->target.find('?') != std::string::npos) {
    return MakeError(ErrorKind::kConfiguration, "base_url must be the site's address, like https://shop.example");
  }
  const auto user = inbox.options.find("user");
  const auto password = inbox.secrets.find("password");
  if (user == inbox.options.end() || user->second.empty())
    return MakeError(ErrorKind::kConfiguration, "\"user\" is missing: the name with which one signs in to the site");
  if (password == inbox.secrets.end() || password->second.empty()) {
    return MakeError(ErrorKind::kConfiguration, "the application password is missing; make one under Users > Profile");
  }
  std::string base = url->ToString();
  base.resize(std::min(base.rfind("/wp-json"), base.size()));  // people copy the address of the interface, too
  while (base.back() == '/') base.pop_back();
  return WpDesk(WpRest(context.http, base, user->second, password->second));
}

Status WpDesk::CheckReady() const {
  if (own_user_id_ == 0)
    return MakeError(ErrorKind::kInvalidArgument, rest_.base_url() + ": the account has not been checked yet");
  return {};
}

Result<AccountCheck> WpDesk::Check(Timestamp now, const CancelToken& cancel) {
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

Result<WpDesk::Listed> WpDesk::List(QueryList query, Timestamp now, const CancelToken& cancel) {
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
  for (const WpComment& comment : list->comments) RememberAuthor(comment.id, comment.author.source_id);
  return Listed{std::move(list).value(), ReadWpTotals(answer)};
}

Result<WpComment> WpDesk::GetComment(const std::string& id, Timestamp now, const CancelToken& cancel) {
  Result<HttpResponse> answer = rest_.Get("/wp/v2/comments/" + PercentEncode(id), {{"context", "edit"}}, now, cancel);
  if (!answer.ok() && answer.error().kind == ErrorKind::kNotFound) {
    return MakeError(ErrorKind::kTargetGone, answer.error().text);
  }
  if (!answer.ok()) return answer.error();
  RW_ASSIGN_OR_RETURN(const Json body, rest_.Parse(*answer));
  Result<WpComment> comment = ReadComment(body);
  if (!comment.ok()) return comment.error().Within(rest_.base_url());
  return comment;
}

Result<SweepResult> WpDesk::Sweep(const SweepRequest& request, const CancelToken& cancel) {
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
    } else if (comment.error().kind == ErrorKind::kPermission || comment.error().kind == ErrorKind::kInvalidArgument) {
      result.set_aside.push_back({id, comment.error().text, {}});  // of one item, and not of the account
    } else {
      return comment.error();
    }
  }
  return result;
}

Result<SendReceipt> WpDesk::Send(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.visibility == Visibility::kPrivate)
    return MakeError(ErrorKind::kInvalidArgument, "comments here have no private replies");
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

SendReceipt WpDesk::ReceiptOf(const WpComment& comment) const {
  SendReceipt receipt;
  receipt.source_id = std::to_string(comment.id);
  receipt.permalink = comment.link;
  receipt.item = MakeItem(comment);
  receipt.publication = receipt.item->publication;
  return receipt;
}

Result<FindResult> WpDesk::FindSent(const SendRequest& request, const CancelToken& cancel, std::string_view type) {
  RW_RETURN_IF_ERROR(CheckReady());
  for (std::int64_t offset = 0; offset < kMaxAnswersOfOurs; offset += kMostPerPage) {
    QueryList query = NewestFirst("any", kMostPerPage, offset);
    query.emplace_back("_embed", "up");
    query.emplace_back("type", std::string(type));
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
    if (listed.list.element_count < kMostPerPage) return FindResult{FindOutcome::kNotThere, {}};
  }
  return FindResult{};
}

Status WpDesk::Approve(const std::string& source_id, Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  return rest_.Post("/wp/v2/comments/" + PercentEncode(source_id), Json{{"status", "approved"}}, now, cancel).status();
}

Item WpDesk::MakeItem(const WpComment& comment) const {
  const auto parent = authors_.find(comment.parent);
  return ToItem(comment, own_user_id_, parent == authors_.end() ? std::string() : parent->second);
}

void WpDesk::RememberAuthor(std::int64_t id, const std::string& author_id) {
  if (authors_.size() > kMaxAuthors) authors_.clear();
  authors_[id] = author_id;
}

}  // namespace replywatch::wp

#include "collector/connectors/woocommerce/woocommerce.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace replywatch::woocommerce {
namespace {

constexpr std::size_t kSweepSize = 50;
constexpr const char* kReviews = "/wc/v3/products/reviews";
// Held and approved; the interface knows no "any" (class-wc-rest-product-reviews-controller.php, WooCommerce 9, 2026).
constexpr std::string_view kShown = "all";
constexpr std::string_view kProduct = "product";

Result<std::unique_ptr<Connector>> Make(ConnectorContext context) {
  RW_ASSIGN_OR_RETURN(wp::WpDesk desk, wp::WpDesk::Make(context));
  return std::unique_ptr<Connector>(std::make_unique<WooCommerceConnector>(std::move(desk)));
}

Author ReviewerOf(const Author& author) { return wp::MakeAuthor(0, author.name, author.email, author.url); }

}  // namespace

PlatformInfo Platform() {
  PlatformInfo info;
  info.name = "woocommerce";
  info.display_name = "WooCommerce";
  info.make = &Make;
  info.address_example = "https://shop.example";
  info.required_options = {"user"};
  info.required_secrets = {"password"};
  info.connect_steps = {"Sign in to the site as a user who may moderate comments (Shop manager, Editor or Administrator).",
                        "Open Users > Profile > Application Passwords, type \"ReplyWatch\" and add a new one.",
                        "Copy the password that is shown once. It does not end until you revoke it there."};
  info.connect_questions = {{"base_url", "Address of the site, like https://shop.example"},
                            {"user", "The name with which that user signs in"},
                            {"password", "The application password"}};
  return info;
}

Capabilities WooCommerceConnector::capabilities() const {
  Capabilities out;
  out.reply_public = true;
  out.approve = true;
  out.edits_visible = true;
  out.public_length.max_bytes = wp::kMaxContentBytes;
  out.resend_guard = ResendGuard::kDuplicateRefusal;
  return out;
}

std::vector<StreamInfo> WooCommerceConnector::streams() const {
  return {{"reviews", StreamKind::kNewestFirst, Duration::Minutes(1), std::nullopt},
          {"replies", StreamKind::kNewestFirst, Duration::Minutes(1), std::nullopt},
          {"recent", StreamKind::kSnapshot, Duration::Minutes(15), std::nullopt}};
}

std::size_t WooCommerceConnector::max_sweep_items() const { return kSweepSize; }

Result<AccountCheck> WooCommerceConnector::Check(Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(AccountCheck check, desk_.Check(now, cancel));
  // The site may be there without the shop, or the user without its rights.
  auto reviews = ListReviews({{"status", std::string(kShown)}, {"per_page", "1"}}, now, cancel);
  if (!reviews.ok() && (reviews.error().kind == ErrorKind::kConfiguration || reviews.error().kind == ErrorKind::kNotFound)) {
    return MakeError(ErrorKind::kConfiguration,
                     desk_.rest().base_url() + ": has no interface for product reviews; is WooCommerce switched on there?");
  }
  if (!reviews.ok()) return reviews.error();
  return check;
}

Result<WooCommerceConnector::Listed> WooCommerceConnector::ListReviews(QueryList query, Timestamp now,
                                                                       const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const HttpResponse answer, desk_.rest().Get(kReviews, std::move(query), now, cancel));
  RW_ASSIGN_OR_RETURN(const Json body, desk_.rest().Parse(answer));
  Result<ReviewList> list = ReadReviews(body);
  if (!list.ok()) return list.error().Within(desk_.rest().base_url());
  RW_RETURN_IF_ERROR(TakeAnswersApart(*list, now, cancel));
  for (const Review& review : list->reviews) desk_.RememberAuthor(review.id, review.author.source_id);
  return Listed{std::move(list).value(), ReadWpTotals(answer)};
}

// The shop's interface shows what is written on the product's page below a review as one more review, without stars. What it
// really is tells the comment: those are taken out here, the list of replies has them not.
Status WooCommerceConnector::TakeAnswersApart(ReviewList& list, Timestamp now, const CancelToken& cancel) {
  std::string ids;
  for (const Review& review : list.reviews) {
    if (!review.rating) ids += (ids.empty() ? "" : ",") + std::to_string(review.id);
  }
  if (ids.empty()) return {};
  RW_ASSIGN_OR_RETURN(
      const wp::WpDesk::Listed listed,
      desk_.List({{"include", ids}, {"type", "review"}, {"status", "any"}, {"per_page", "100"}, {"_embed", "up"}}, now, cancel));
  for (const wp::WpComment& comment : listed.list.comments) {
    if (comment.parent == 0) continue;
    std::erase_if(list.reviews, [&](const Review& review) { return review.id == comment.id; });
    list.answers.push_back(comment);
  }
  return {};
}

// A customer with an account is known by e-mail as in reviews, where no account is told.
Item WooCommerceConnector::ItemOf(const wp::WpComment& comment) {
  Item item = desk_.MakeItem(comment);
  item.kind = MessageKind::kComment;
  if (item.direction == Direction::kIncoming) item.author = ReviewerOf(comment.author);
  return item;
}

void WooCommerceConnector::RememberAuthorOf(const wp::WpComment& comment) {
  const bool is_ours = desk_.MakeItem(comment).direction == Direction::kOutgoing;
  desk_.RememberAuthor(comment.id, is_ours ? comment.author.source_id : ReviewerOf(comment.author).source_id);
}

// Absent when it went this moment, or cannot be read.
Result<std::optional<Review>> WooCommerceConnector::GetReview(const std::string& id, Timestamp now, const CancelToken& cancel) {
  const Result<HttpResponse> answer = desk_.rest().Get(std::string(kReviews) + "/" + PercentEncode(id), {}, now, cancel);
  if (!answer.ok() && answer.error().kind == ErrorKind::kNotFound) return std::optional<Review>();
  if (!answer.ok()) return answer.error();
  RW_ASSIGN_OR_RETURN(const Json body, desk_.rest().Parse(*answer));
  Result<Review> review = ReadReview(body);
  return review.ok() ? std::optional(std::move(review).value()) : std::nullopt;
}

Result<Page> WooCommerceConnector::Fetch(const FetchRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(desk_.CheckReady());
  if (request.stream == "reviews") return FetchReviews(request, cancel);
  if (request.stream == "replies") return FetchReplies(request, cancel);
  if (request.stream == "recent") return FetchRecent(request, cancel);
  return MakeError(ErrorKind::kInvalidArgument, "no such stream: " + request.stream);
}

Result<Page> WooCommerceConnector::FetchReviews(const FetchRequest& request, const CancelToken& cancel) {
  const wp::WpRound round(request);
  RW_ASSIGN_OR_RETURN(Listed listed, ListReviews(round.Query(kShown), request.now, cancel));
  Page page;
  page.total = listed.totals.total;
  page.set_aside = std::move(listed.list.set_aside);
  for (const Review& review : listed.list.reviews) {
    if (round.IsNew(review.id)) page.items.push_back(ToItem(review));
  }
  for (const wp::WpComment& comment : listed.list.answers) RememberAuthorOf(comment);
  for (const wp::WpComment& comment : listed.list.answers) {
    if (round.IsNew(comment.id)) page.items.push_back(ItemOf(comment));
  }
  round.Finish({listed.list.first_id, listed.list.last_id, listed.list.element_count, listed.totals.total}, page);
  return page;
}

// What was approved from the spam folder, or missed: it has no new id. Reviews and what is below products.
Result<Page> WooCommerceConnector::FetchRecent(const FetchRequest& request, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(Listed listed, ListReviews(wp::NewestFirst(kShown, wp::kMostPerPage, 0), request.now, cancel));
  Page page;
  page.set_aside = std::move(listed.list.set_aside);
  std::transform(listed.list.reviews.begin(), listed.list.reviews.end(), std::back_inserter(page.items), ToItem);
  QueryList query = wp::NewestFirst(kShown, wp::kMostPerPage, 0);
  query.emplace_back("_embed", "up");
  RW_ASSIGN_OR_RETURN(wp::WpDesk::Listed replies, desk_.List(std::move(query), request.now, cancel));
  std::move(replies.list.set_aside.begin(), replies.list.set_aside.end(), std::back_inserter(page.set_aside));
  std::move(listed.list.answers.begin(), listed.list.answers.end(), std::back_inserter(replies.list.comments));
  for (const wp::WpComment& comment : replies.list.comments) RememberAuthorOf(comment);
  for (const wp::WpComment& comment : replies.list.comments) {
    if (comment.post_type == kProduct) page.items.push_back(ItemOf(comment));
  }
  return page;
}

// The listing holds the whole site's comments; those below products are ours.
Result<Page> WooCommerceConnector::FetchReplies(const FetchRequest& request, const CancelToken& cancel) {
  const wp::WpRound round(request);
  QueryList query = round.Query(kShown);
  query.emplace_back("_embed", "up");
  RW_ASSIGN_OR_RETURN(const wp::WpDesk::Listed listed, desk_.List(std::move(query), request.now, cancel));
  Page page;
  page.set_aside = listed.list.set_aside;
  for (const wp::WpComment& comment : listed.list.comments) RememberAuthorOf(comment);
  for (const wp::WpComment& comment : listed.list.comments) {
    if (comment.post_type == kProduct && round.IsNew(comment.id)) page.items.push_back(ItemOf(comment));
  }
  round.Finish({listed.list.first_id, listed.list.last_id, listed.list.element_count, listed.totals.total}, page);
  return page;
}

Result<SweepResult> WooCommerceConnector::Sweep(const SweepRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(desk_.CheckReady());
  if (request.source_ids.size() > kSweepSize) return MakeError(ErrorKind::kInvalidArgument, "too many items for one sweep");
  SweepResult result;
  if (request.source_ids.empty()) return result;
  std::string ids;
  for (const std::string& id : request.source_ids) ids += (ids.empty() ? "" : ",") + id;
  RW_ASSIGN_OR_RETURN(const Listed listed,
                      ListReviews({{"include", ids}, {"status", std::string(kShown)}, {"per_page", "100"}}, request.now, cancel));
  SweepRequest rest = request;
  const auto is_read = [&](const std::string& id) { return std::erase(rest.source_ids, id) > 0; };
  for (const Review& review : listed.list.reviews) {
    if (is_read(std::to_string(review.id))) result.items.push_back(ToItem(review));
  }
  for (const SetAside& element : listed.list.set_aside) {
    if (is_read(element.source_id)) result.set_aside.push_back(element);
  }
  // Replies, and reviews that are in the trash, taken for spam, or gone.
  RW_ASSIGN_OR_RETURN(SweepResult others, desk_.Sweep(rest, cancel));
  for (Item& item : others.items) {
    if (item.direction == Direction::kIncoming) item.author = ReviewerOf(item.author);
    if (item.kind != MessageKind::kReview || !item.parent_source_id.empty()) {
      item.kind = MessageKind::kComment;
      continue;
    }
    RW_ASSIGN_OR_RETURN(std::optional<Review> review, GetReview(item.source_id, request.now, cancel));
    if (review) item = ToItem(*review);
  }
  std::move(others.items.begin(), others.items.end(), std::back_inserter(result.items));
  std::move(others.set_aside.begin(), others.set_aside.end(), std::back_inserter(result.set_aside));
  result.gone = std::move(others.gone);
  return result;
}

Result<SendReceipt> WooCommerceConnector::Send(const SendRequest& request, const CancelToken& cancel) {
  return desk_.Send(request, cancel);
}

Result<FindResult> WooCommerceConnector::FindSent(const SendRequest& request, const CancelToken& cancel) {
  // What was typed on the product's page is a review to the shop.
  RW_ASSIGN_OR_RETURN(FindResult found, desk_.FindSent(request, cancel));
  return found.outcome == FindOutcome::kNotThere ? desk_.FindSent(request, cancel, "review")
                                                 : Result<FindResult>(std::move(found));
}

Status WooCommerceConnector::Approve(const std::string& source_id, Timestamp now, const CancelToken& cancel) {
  return desk_.Approve(source_id, now, cancel);
}

}  // namespace replywatch::woocommerce

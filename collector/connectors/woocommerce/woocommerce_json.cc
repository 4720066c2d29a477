#include "collector/connectors/woocommerce/woocommerce_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/protocols/html_text.h"
#include "shared/base/utf8.h"

namespace replywatch::woocommerce {
namespace {

Error Unreadable(std::string reason) { return MakeError(ErrorKind::kInvalidArgument, std::move(reason)); }

std::int64_t NonNegative(const Json& element, const char* name) {
  return std::max<std::int64_t>(IntegerMember(element, name).value_or(0), 0);
}

std::string HtmlLine(const Json& object, const char* name) {
  return CleanLine(HtmlToText(TextMember(object, name, kMaxTextBytes), kMaxNameBytes), kMaxNameBytes);
}

}  // namespace

Result<Review> ReadReview(const Json& element) {
  if (!element.is_object()) return Unreadable("a review that is no object");
  Review review;
  review.id = NonNegative(element, "id");
  if (review.id == 0) return Unreadable("a review without a usable id");
  review.product = NonNegative(element, "product_id");
  if (review.product == 0) return Unreadable("a review that belongs to no product");
  const auto created_at = TimeMember(element, "date_created_gmt");
  if (!created_at) return Unreadable("a review without a usable time");
  review.created_at = *created_at;
  const auto status = wp::ReadCommentStatus(element);
  if (!status) return Unreadable("a review with an unknown status");
  review.status = *status;
  // The interface does not tell the account of the person, only the e-mail address.
  review.author = wp::MakeAuthor(0, HtmlLine(element, "reviewer"), LineMember(element, "reviewer_email", kMaxNameBytes), "");
  review.text = HtmlToText(TextMember(element, "review", kMaxTextBytes), kMaxTextBytes);
  const std::int64_t stars = IntegerMember(element, "rating").value_or(0);
  if (stars >= 1 && stars <= 5) review.rating = static_cast<int>(stars);
  review.verified = BoolMember(element, "verified");
  review.product_name = HtmlLine(element, "product_name");
  review.product_link = UrlMember(element, "product_permalink");
  return review;
}

Result<ReviewList> ReadReviews(const Json& answer) {
  if (!answer.is_array()) return MakeError(ErrorKind::kBackOff, "the answer is not the list of reviews that was asked for");
  ReviewList out;
  out.element_count = static_cast<std::int64_t>(answer.size());
  for (const Json& element : answer) {
    const std::int64_t id = NonNegative(element, "id");
    if (id > 0 && out.first_id == 0) out.first_id = id;
    if (id > 0) out.last_id = id;
    Result<Review> review = ReadReview(element);
    if (review.ok()) {
      out.reviews.push_back(std::move(review).value());
    } else {
      out.set_aside.push_back(SetElementAside(element, review.error().text));
    }
  }
  return out;
}

Item ToItem(const Review& review) {
  Item item;
  item.source_id = std::to_string(review.id);
  item.root_source_id = "post:" + std::to_string(review.product);
  item.kind = MessageKind::kReview;
  item.author = review.author;
  item.text = review.text;
  item.rating = review.rating;
  item.created_at = review.created_at;
  if (!review.product_link.empty()) item.permalink = review.product_link + "#comment-" + std::to_string(review.id);
  item.root_title = review.product_name;
  item.root_permalink = review.product_link;
  wp::ApplyStatus(review.status, item);
  return item;
}

}  // namespace replywatch::woocommerce

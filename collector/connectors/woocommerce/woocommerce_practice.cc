// A shop: the posts are products, what is written directly below one is a review with stars, what is written below a review
// a comment.
#include <nlohmann/json.hpp>

#include "collector/practice/wp_practice.h"
#include "collector/protocols/html_text.h"

namespace replywatch::woocommerce {
namespace {

constexpr std::string_view kReviews = "/wc/v3/products/reviews";
constexpr std::string_view kOneReview = "/wc/v3/products/reviews/";

class WooCommercePractice final : public WpPractice {
 public:
  WooCommercePractice(PracticeWorld* world, PracticeOptions options) : WpPractice("woocommerce", world, std::move(options)) {}

 protected:
  std::string PostType() const override { return "product"; }
  std::string TypeOf(const PracticeMessage& message) const override {
    // On the product's own page an answer is made a review, too.
    if (Has("answers_are_reviews")) return "review";
    return message.parent_id == message.root_id && !message.is_ours ? "review" : "comment";
  }

  HttpServerResponse AnswerPlugin(const HttpServerRequest& request, const std::string& route) override {
    if (route == kReviews) {
      return ListOf(
          request, [&](const PracticeMessage& message) { return Matches(message, request); },
          [&](const PracticeMessage& message) { return ReviewJson(message); });
    }
    if (!route.starts_with(kOneReview)) return WpPractice::AnswerPlugin(request, route);
    const PracticeMessage* message = Find(route.substr(kOneReview.size()));
    if (message == nullptr || !IsThere(*message)) return Error(404, "woocommerce_rest_review_invalid_id");
    return Reply(ReviewJson(*message));
  }

 private:
  bool Matches(const PracticeMessage& message, const HttpServerRequest& request) const {
    if (!IsThere(message) || !HasStatus(message, request) || TypeOf(message) != "review") return false;
    return !request.HasQuery("include") || WpListHas(request.Query("include"), message.id);
  }

  Json ReviewJson(const PracticeMessage& message) const {
    const PracticeMessage* product = Find(message.root_id);
    Json review{{"id", std::atoll(message.id.c_str())},
                {"date_created_gmt", FormatRfc3339(message.created_at).substr(0, 19)},
                {"product_id", std::atoll(message.root_id.c_str())},
                {"product_name", product == nullptr ? "" : EscapeHtml(product->text)},
                {"product_permalink", "https://practice.example/product/" + message.root_id + "/"},
                {"status", WpStatusWord(message)},
                {"reviewer", EscapeHtml(message.author.name)},
                {"reviewer_email", message.author.email},
                {"review", WpRendered(message.text)},
                {"rating", 1 + std::atoll(message.id.c_str()) % 5},
                {"verified", true}};
    if (Has("no_stars") || message.is_ours || message.parent_id != message.root_id) review["rating"] = 0;
    if (message.is_broken) review["date_created_gmt"] = nullptr;
    return review;
  }
};

std::unique_ptr<PracticeServer> Make(PracticeWorld* world, PracticeOptions options) {
  return std::make_unique<WooCommercePractice>(world, std::move(options));
}

}  // namespace

PracticeInfo Practice() { return {"woocommerce", &Make, {"plain_permalinks", "no_stars", "answers_are_reviews"}}; }

}  // namespace replywatch::woocommerce

// Reviews of a WooCommerce shop (REST wc/v3) to items. Hostile input safe: a bad
// review is set aside and its neighbours are kept. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/protocols/json_reader.h"
#include "collector/protocols/wp_comments.h"
#include "shared/model/item.h"

namespace replywatch::woocommerce {

struct Review {
  std::int64_t id = 0;  // also the id of the WordPress comment that it is
  std::int64_t product = 0;
  Author author;
  std::string text;
  std::optional<int> rating;  // stars 1..5; absent where the shop does not ask for them
  bool verified = false;      // bought by the person who writes
  Timestamp created_at;
  wp::CommentStatus status = wp::CommentStatus::kApproved;
  std::string product_name;
  std::string product_link;
};

struct ReviewList {
  std::vector<Review> reviews;         // in the order of the listing
  std::vector<wp::WpComment> answers;  // shown among reviews though they answer one
  std::vector<SetAside> set_aside;
  std::int64_t first_id = 0;  // of the first and the last element with a readable id
  std::int64_t last_id = 0;
  std::int64_t element_count = 0;
};

// kInvalidArgument with the reason when it is no usable review.
Result<Review> ReadReview(const Json& element);
// kBackOff when the answer is no array.
Result<ReviewList> ReadReviews(const Json& answer);

Item ToItem(const Review& review);

}  // namespace replywatch::woocommerce

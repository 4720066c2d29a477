// Making a review: loads the week and renders it. Any thread; reads the store in one session.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "shared/actions/load_review.h"
#include "shared/settings/review_words.h"
#include "shared/store/store.h"

namespace replywatch {

enum class ReviewFormat : std::uint8_t { kHtml, kJson, kCsv };
std::optional<ReviewFormat> ReviewFormatFromName(std::string_view name);  // "html", "json", "csv"
std::string_view ReviewFormatName(ReviewFormat format);

struct ReviewRequest {
  IsoWeek week;
  std::string language;  // a folder of languages/ with a review.json
  ReviewStyle style;
};

class ReviewMaker {
 public:
  // Loads the week. kInvalidArgument for a week that has not begun or a language without texts.
  static Result<ReviewMaker> Load(Store& store, const ReviewRequest& request, const BusinessHours& hours,
                                  const std::filesystem::path& data_folder, Timestamp now);

  const Review& review() const { return loaded_.review; }
  std::string Render(ReviewFormat format) const;
  // One line, and the week in a few lines of plain text.
  std::string Title() const;
  std::string Summary() const;

 private:
  ReviewMaker(LoadedReview loaded, Catalogue catalogue, Catalogue causes, const ReviewRequest& request, BusinessHours hours,
              Timestamp now)
      : loaded_(std::move(loaded)),
        catalogue_(std::move(catalogue)),
        causes_(std::move(causes)),
        request_(request),
        hours_(std::move(hours)),
        now_(now) {}

  ReviewWords Words() const { return {catalogue_, causes_, hours_.zone(), request_.style, loaded_.names}; }

  LoadedReview loaded_;
  Catalogue catalogue_;
  Catalogue causes_;
  ReviewRequest request_;
  BusinessHours hours_;
  Timestamp now_;
};

}  // namespace replywatch

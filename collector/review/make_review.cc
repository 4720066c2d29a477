#include "collector/review/make_review.h"

#include <algorithm>

#include "collector/review/review_data.h"
#include "collector/review/review_page.h"
#include "collector/review/sections.h"
#include "shared/base/utf8.h"
#include "shared/settings/catalogue_file.h"

namespace replywatch {
namespace {

constexpr std::array<std::string_view, 3> kFormats{"html", "json", "csv"};

bool IsLanguageTag(std::string_view text) {
  return !text.empty() && text.size() <= 20 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace

std::optional<ReviewFormat> ReviewFormatFromName(std::string_view name) {
  const auto* found = std::find(kFormats.begin(), kFormats.end(), name);
  if (found == kFormats.end()) return std::nullopt;
  return static_cast<ReviewFormat>(found - kFormats.begin());
}

std::string_view ReviewFormatName(ReviewFormat format) { return kFormats.at(static_cast<std::size_t>(format)); }

Result<ReviewMaker> ReviewMaker::Load(Store& store, const ReviewRequest& request, const BusinessHours& hours,
                                      const std::filesystem::path& data_folder, Timestamp now) {
  const Error no_language =
      MakeError(ErrorKind::kInvalidArgument, "the review has no texts in \"" + CleanLine(request.language, 40) +
                                                 "\"; choose a language that has languages/<tag>/review.json");
  if (!IsLanguageTag(request.language)) return no_language;
  auto catalogue = LoadCatalogue(data_folder, request.language, "review.json");
  if (!catalogue.ok()) return catalogue.error().kind == ErrorKind::kNotFound ? no_language : catalogue.error();
  // A cause without words shows its key.
  auto causes = LoadCatalogue(data_folder, request.language, "causes.json");
  if (!causes.ok() && causes.error().kind != ErrorKind::kNotFound) return causes.error();
  LoadedReview loaded;
  RW_RETURN_IF_ERROR(store.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(loaded, LoadReview(session, request.week, hours, now));
    return {};
  }));
  return ReviewMaker(std::move(loaded), std::move(catalogue).value(), causes.ok() ? *causes : Catalogue(), request, hours, now);
}

std::string ReviewMaker::Render(ReviewFormat format) const {
  const ReviewWords words = Words();
  if (format == ReviewFormat::kJson) return RenderReviewJson(loaded_.review, words, now_);
  if (format == ReviewFormat::kCsv) return RenderReviewCsv(loaded_.review, words);
  return RenderReviewPage(loaded_.review, words, hours_, now_);
}

std::string ReviewMaker::Title() const {
  const std::string title = Words().WeekTitle(loaded_.review.this_week);
  return request_.style.shop_name.empty() ? title : request_.style.shop_name + " · " + title;
}

std::string ReviewMaker::Summary() const { return Title() + "\n\n" + SummaryText(loaded_.review, Words()); }

}  // namespace replywatch

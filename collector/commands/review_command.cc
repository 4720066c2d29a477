// review: the weekly review as a page, JSON or CSV.
#include <CLI/CLI.hpp>
#include <iostream>

#include "collector/commands/command.h"
#include "collector/review/make_review.h"
#include "shared/base/file.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

struct ReviewOptions {
  std::string week;
  std::string format = "html";
  std::string out;
  std::string language;
  bool names = false;
};

Status RunReview(const CommandContext& context, const ReviewOptions& options) {
  const auto format = ReviewFormatFromName(options.format);
  if (!format)
    return MakeError(ErrorKind::kInvalidArgument,
                     "--format is \"" + CleanLine(options.format, 40) + "\", expected html, json or csv");
  RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
  const BusinessHours hours = MakeBusinessHours(settings.shop);
  const Timestamp now = context.clock.Now();
  ReviewRequest request;
  request.week = LastCompleteWeek(now, hours.zone());
  if (!options.week.empty()) {
    const auto week = ParseIsoWeek(options.week);
    if (!week)
      return MakeError(ErrorKind::kInvalidArgument, "--week is \"" + CleanLine(options.week, 40) +
                                                        "\", expected an ISO week such as " + FormatIsoWeek(request.week));
    request.week = *week;
  }
  request.language = options.language.empty() ? settings.review.language : options.language;
  request.style = {settings.shop.name, options.names};
  RW_ASSIGN_OR_RETURN(const std::filesystem::path data, FindDataFolder());
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, OpenExistingStore(settings));
  RW_ASSIGN_OR_RETURN(const ReviewMaker maker, ReviewMaker::Load(*store, request, hours, data, now));
  const std::string text = maker.Render(*format);
  if (options.out.empty()) {
    std::cout << text;
    return {};
  }
  Status written = WriteFileAtomically(options.out, text);
  if (!written.ok() && written.error().kind == ErrorKind::kNotFound) {
    return MakeError(ErrorKind::kInvalidArgument,
                     "--out " + CleanLine(options.out, 300) + ": the folder does not exist; make it first, or name another file");
  }
  return written;
}

}  // namespace

void AddReviewCommand(CLI::App& app, CommandContext& context, int& exit_status) {
  auto options = std::make_shared<ReviewOptions>();
  auto* review = app.add_subcommand("review", "The weekly review: one page, last week beside this week");
  review->add_option("--week", options->week, "An ISO week such as 2026-W47; default: the last complete one");
  review->add_option("--format", options->format, "html, json or csv")->capture_default_str();
  review->add_option("--out", options->out, "A file, readable by its owner only; without: standard output");
  review->add_option("--language", options->language, "en, ro, pl, bg; default: as in the settings");
  review->add_flag("--names", options->names, "Whole names instead of initials");
  review->callback([&context, &exit_status, options] { exit_status = RunCommand([&] { return RunReview(context, *options); }); });
}

}  // namespace replywatch

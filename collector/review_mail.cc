#include "collector/review_mail.h"

#include <algorithm>

#include "collector/notifiers/shop_mail.h"
#include "shared/base/file.h"
#include "shared/base/log.h"

namespace replywatch {
namespace {

constexpr Duration kFirstPause = Duration::Minutes(5);
constexpr Duration kLongestPause = Duration::Hours(4);

std::string ContentType(ReviewFormat format) {
  if (format == ReviewFormat::kHtml) return "text/html; charset=utf-8";
  return format == ReviewFormat::kJson ? "application/json" : "text/csv; charset=utf-8";
}

}  // namespace

Status ReviewMail::Round(const Clock& clock, const CancelToken& cancel) {
  const Timestamp now = clock.Now();
  if (settings_.review.mail.empty() || (next_ && now < *next_)) return {};
  const IsoWeek week = LastCompleteWeek(now, hours_.zone());
  if (week != week_) attempts_.clear();
  week_ = week;
  const auto due = ReviewDueAt(week, hours_);
  if (!due || now < *due) {
    next_ = due.value_or(now + Duration::Days(1));
    return {};
  }
  for (const std::string& to : settings_.review.mail) {
    const auto tried = attempts_.find(to);
    if (tried != attempts_.end() && (!tried->second.again_at || now < *tried->second.again_at)) continue;
    RW_RETURN_IF_ERROR(SendTo(to, week, clock, cancel));
    if (cancel.cancelled()) return {};
  }
  next_ = ReviewDueAt(WeekOf(MondayOf(week) + 7), hours_).value_or(now + Duration::Days(1));
  for (const auto& [to, attempt] : attempts_) {
    if (attempt.again_at) next_ = std::min(*next_, *attempt.again_at);
  }
  return {};
}

Status ReviewMail::SendTo(const std::string& to, IsoWeek week, const Clock& clock, const CancelToken& cancel) {
  bool known = false;
  RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(known, session.reports().WasDelivered(week, to));
    return {};
  }));
  if (known) return {};
  const auto shop = ShopMailOf(settings_);
  if (!shop.ok()) return NoteFailure(to, shop.error(), clock.Now()), Status{};
  auto mail = Write(to, week, clock.Now());
  if (!mail.ok()) {
    if (mail.error().kind != ErrorKind::kInvalidArgument && mail.error().kind != ErrorKind::kConfiguration) return mail.error();
    return NoteFailure(to, mail.error(), clock.Now()), Status{};
  }
  // Before the first message there is nothing to tell.
  const bool is_empty = mail->attachments.empty();
  mail->from = shop->from;
  mail->message_id =
      "replywatch-review-" + FormatIsoWeek(week) + "-" + MailKey(settings_.shop.name + " " + to) + "@" + shop->Domain();
  const Status sent = is_empty ? Status{} : SendMail(shop->account, *mail, cancel);
  if (!sent.ok()) return NoteFailure(to, sent.error(), clock.Now()), Status{};
  attempts_.erase(to);
  RW_RETURN_IF_ERROR(
      store_.Write([&](Session& session) { return session.reports().RememberDelivery(week, to, clock.Now()).status(); }));
  if (!is_empty) Log(LogLevel::kInfo, "review_mailed", {{"week", FormatIsoWeek(week)}});
  return {};
}

Result<Mail> ReviewMail::Write(const std::string& to, IsoWeek week, Timestamp now) {
  RW_ASSIGN_OR_RETURN(const std::filesystem::path data, FindDataFolder());
  const ReviewRequest request{week, settings_.review.language, {settings_.shop.name, false}};
  RW_ASSIGN_OR_RETURN(const ReviewMaker maker, ReviewMaker::Load(store_, request, hours_, data, now));
  Mail mail;
  mail.to = to;
  mail.subject = maker.Title();
  mail.text = maker.Summary();
  mail.date = now;
  if (IsEmpty(maker.review())) return mail;
  for (const std::string& name : settings_.review.formats) {
    const auto format = ReviewFormatFromName(name);
    if (format)
      mail.attachments.push_back({"review-" + FormatIsoWeek(week) + "." + name, ContentType(*format), maker.Render(*format)});
  }
  return mail;
}

void ReviewMail::NoteFailure(const std::string& to, const Error& error, Timestamp now) {
  if (error.kind == ErrorKind::kCancelled) return;
  Attempt& attempt = attempts_[to];
  attempt.pause = attempt.pause.ms == 0 ? kFirstPause : std::min(attempt.pause * 2, kLongestPause);
  attempt.again_at = now + attempt.pause;
  if (error.kind == ErrorKind::kContentRejected || error.kind == ErrorKind::kInvalidArgument) attempt.again_at.reset();
  Log(LogLevel::kError, "review_trouble",
      {{"week", FormatIsoWeek(week_)}, {"kind", ErrorKindName(error.kind)}, {"text", error.text}});
}

}  // namespace replywatch

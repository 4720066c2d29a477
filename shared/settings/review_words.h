// ReviewWords: figures of a review in the reader's language: lengths of time, shares, dates, and what ids
// are called. Not thread-safe: one a thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/base/local_number.h"
#include "shared/base/local_time.h"
#include "shared/rules/catalogue.h"
#include "shared/rules/review.h"

namespace replywatch {

// How the page is made.
struct ReviewStyle {
  std::string shop_name;
  bool with_names = false;  // else initials
};

// "A. M." of "Ana Marin"; empty for a name without letters.
std::string DottedInitials(std::string_view name);

class ReviewWords {
 public:
  static constexpr std::string_view kNone = "–";  // where there is no figure

  // `catalogue` from review.json, `causes` with the words for keys of causes; `names` outlives this.
  ReviewWords(Catalogue catalogue, Catalogue causes, Zone zone, ReviewStyle style, const ReviewNames& names);

  const std::string& language() const { return catalogue_.language(); }
  const ReviewStyle& style() const { return style_; }
  const Zone& zone() const { return zone_; }

  std::string Text(std::string_view key) const { return std::string(catalogue_.Text(key)); }
  std::string Text(std::string_view key, PhraseArguments arguments) const { return catalogue_.Text(key, arguments); }
  std::string Count(std::string_view key, std::int64_t n, PhraseArguments arguments = {}) const;

  std::string Number(std::int64_t n) const { return number_.Whole(n); }
  std::string Share(double share, int digits = 0) const { return number_.Percent(share, digits); }
  // Two digits more where whole per cents would say 100 % of what is not all.
  std::string ExactShare(double share) const;
  std::string Ratio(double ratio) const { return number_.Decimal(ratio, 1); }
  // "41 min", "5 h 20", "2 d 3 h".
  std::string Length(Duration d) const;
  std::string Total(Duration d) const;                            // likewise of a sum, which can be "0 min"
  std::string Of(const Quantile& quantile) const;                 // "over 31 h"
  std::string Of(const std::optional<Quantile>& quantile) const;  // "–" without one
  std::string Of(const Parity& parity) const;
  std::string Seen(const Coverage& coverage) const;       // share of the time watched; "–" when nothing was recorded
  std::string SeenLabel(const Coverage& coverage) const;  // what that is a share of, where it is not the whole week
  std::string Watched(const Coverage& coverage) const;    // "–" when nothing was recorded, as in the next
  std::string Blind(const Coverage& coverage) const;
  std::string OfInbox(bool is_blind_time) const;              // what a list says of an entry that is about an inbox, not a person
  std::string Waiting(const Review& review) const;            // the label of how many wait; names those from earlier weeks
  std::string MedianLabel(const WaitFigures& figures) const;  // of a median; says of how many waits, where they are few
  std::string InTarget(const WaitFigures& figures) const;     // "–" with few cases
  // The cases one by one, where there are few: "12 min, 1 h 05; no answer in 3 h, 2 d".
  std::string Cases(const WaitFigures& figures) const;
  std::string OutOf(std::int64_t n, std::int64_t of) const;  // "12 of 31"

  std::string WeekTitle(const WeekFigures& week) const;  // "Week 47 · 16–22 November 2026"
  std::string WeekDates(const WeekFigures& week) const;
  std::string Weekday(int monday_first) const;
  std::string DateTime(Timestamp t) const;
  std::string Moment(Timestamp t) const;  // "Thu 14:02"
  // "Mon–Fri 09:00–18:00, Sat 10:00–14:00".
  std::string OpeningTimes(const OpeningHours& hours) const;
  // Shop, time zone and opening hours, below the week's title.
  std::string Subtitle(const Review& review, const BusinessHours& hours) const;

  std::string Person(const ListedWait& wait) const;
  std::string Owner(const ListedWait& wait) const;
  std::string Where(const ListedWait& wait) const;  // "Blog, private"
  std::string About(const ListedWait& wait) const;
  std::string Lasted(const ListedWait& wait) const;      // "31 h 10 · open"
  std::string Hint(const Suggestion& suggestion) const;  // where the figures point; empty: nowhere
  // The week's action with its owner, and its outcome once it has one; without an action what to choose, and a hint.
  std::string ThisAction(const Review& review) const;
  std::string LastAction(const Review& review) const;  // done, not done yet, or none was decided
  std::string AgentName(AgentId id) const;
  std::string InboxName(InboxId id) const;
  std::string ChannelName(Channel channel) const;
  std::string TopicName(Topic topic) const;
  std::string CauseName(const std::string& cause) const;

 private:
  Catalogue catalogue_;
  Catalogue causes_;
  Zone zone_;
  ReviewStyle style_;
  const ReviewNames& names_;
  LocalTime time_;
  LocalNumber number_;
};

}  // namespace replywatch

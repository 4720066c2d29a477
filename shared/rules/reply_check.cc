#include "shared/rules/reply_check.h"

#include <algorithm>
#include <array>
#include <utility>

#include "shared/base/fold.h"
#include "shared/rules/reply_length.h"

namespace replywatch {
namespace {

constexpr std::size_t kWordsOfAnAnswer = 4;   // beside a link; fewer is no answer
constexpr std::size_t kWordsOfACopy = 5;      // shorter texts repeat by nature ("Yes, we do!")
constexpr double kAlikeShare = 0.9;           // of the words, for a copy
constexpr std::size_t kShortestNamePart = 3;  // letters

constexpr std::array<std::string_view, 18> kNames{"empty",
                                                  "too_long",
                                                  "window_closed",
                                                  "target_gone",
                                                  "cannot_reply",
                                                  "written_here",
                                                  "same_text_just_sent",
                                                  "answered_meanwhile",
                                                  "new_message_meanwhile",
                                                  "link_only",
                                                  "evasive",
                                                  "blame",
                                                  "no_thanks",
                                                  "no_apology",
                                                  "no_offer_of_help",
                                                  "no_name",
                                                  "copied_text",
                                                  "wrong_language"};

std::string UnitName(LengthUnit unit) {
  switch (unit) {
    case LengthUnit::kCodePoints:
    case LengthUnit::kGraphemes: return "characters";
    case LengthUnit::kBytes: return "bytes";
    case LengthUnit::kUtf16Units: return "UTF-16 units";
  }
  return "characters";
}

std::string_view FirstUrl(std::string_view text) {
  const std::size_t begin = std::min({text.find("http://"), text.find("https://"), text.find("www.")});
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_first_of(" \t\r\n", begin) - begin);
}

// Grammar bends the end of a name ("Andreea, Andreeo", "Tomek, Tomku"), so its beginning decides.
bool BeginsLike(const std::string& word, const std::string& name) {
  const std::size_t stem = std::max(kShortestNamePart, name.size() - std::min<std::size_t>(name.size(), 2));
  return word.starts_with(std::string_view(name).substr(0, stem));
}

// Without the mention at its beginning, which is the platform's prefix for somebody else.
std::string_view WithoutMention(std::string_view text) {
  const std::size_t space = text.find(' ');
  return text.starts_with('@') && space != std::string_view::npos ? text.substr(space + 1) : text;
}

class Checker {
 public:
  Checker(const ReplyDraft& draft, const ReplyContext& context, Timestamp now)
      : draft_(draft),
        context_(context),
        now_(now),
        written_(std::string_view(draft.text).substr(draft.text.starts_with(draft.prefix) ? draft.prefix.size() : 0)),
        words_(FoldedWords(written_)),
        name_words_(FoldedWords(context.contact_name)) {
    std::erase_if(name_words_, [](const std::string& part) { return part.size() < kShortestNamePart; });
  }

  std::vector<ReplyFinding> Run(const ReplyPhraseBook& book) {
    if (context_.is_written_here) {
      Add(ReplyRule::kWrittenHere);  // no other text would do
      return std::move(findings_);
    }
    ChoosePhrases(book);
    CheckLimits();
    if (draft_.kind == OutboundKind::kReply) CheckManners();
    if (context_.contact_language != "und" && draft_.language != "und" && context_.contact_language != draft_.language) {
      Add(ReplyRule::kWrongLanguage, context_.contact_language);
    }
    return std::move(findings_);
  }

 private:
  void Add(ReplyRule rule, std::string words = {}, std::int64_t value = 0, std::int64_t limit = 0) {
    findings_.push_back({rule, SeverityOf(rule), std::move(words), value, limit});
  }

  void ChoosePhrases(const ReplyPhraseBook& book) {
    auto own = book.find(draft_.language);
    if (own == book.end()) own = book.find(context_.contact_language);
    for (auto it = book.begin(); it != book.end(); ++it) {
      if (own == book.end() || it == own) phrases_.push_back(&it->second);
    }
  }

  std::optional<std::string> Find(PhraseSet ReplyPhrases::*set) const {
    for (const ReplyPhrases* phrases : phrases_) {
      if (auto found = (phrases->*set).FindIn(words_)) return found;
    }
    return std::nullopt;
  }

  void CheckLimits() {
    if (draft_.text.find_first_not_of(" \t\r\n") == std::string::npos) Add(ReplyRule::kEmpty);
    const ReplyBound bound = NearestBound(draft_.text, context_.length);
    if (bound.excess > 0) Add(ReplyRule::kTooLong, UnitName(bound.unit), bound.excess, bound.max);
    if (context_.window && now_ > context_.window->closes_at) Add(ReplyRule::kWindowClosed, {}, context_.window->closes_at.ms);
    if (context_.is_target_gone) Add(ReplyRule::kTargetGone);
    if (!context_.can_reply) Add(ReplyRule::kCannotReply);
    CheckSameText();
    if (context_.is_answered_meanwhile) Add(ReplyRule::kAnsweredMeanwhile);
    if (context_.has_new_message_meanwhile) Add(ReplyRule::kNewMessageMeanwhile);
  }

  void CheckSameText() {
    for (const RecentReply& recent : context_.recent_replies) {
      if (recent.in_this_conversation && recent.visibility == draft_.visibility && now_ - recent.at <= kJustSent &&
          recent.text == draft_.text) {
        Add(ReplyRule::kSameTextJustSent, {}, recent.at.ms);
        return;
      }
    }
  }

  void CheckManners() {
    if (words_.empty() && FirstUrl(draft_.text).empty()) return;  // an emoji; "empty" is said above
    const bool has_problem = context_.waiting.Has(Flag::kProblem);
    const bool has_question = context_.waiting.Has(Flag::kQuestion);
    if (const std::string_view url = FirstUrl(draft_.text); !url.empty() && WordsOfTheAnswer() < kWordsOfAnAnswer) {
      Add(ReplyRule::kLinkOnly, std::string(url));
    }
    if (auto phrase = Find(&ReplyPhrases::evasive)) Add(ReplyRule::kEvasive, *phrase);
    if (auto phrase = Find(&ReplyPhrases::blame)) Add(ReplyRule::kBlame, *phrase);
    if (!context_.waiting.empty() && !Find(&ReplyPhrases::thanks)) Add(ReplyRule::kNoThanks);
    if (has_problem && !Find(&ReplyPhrases::apology)) Add(ReplyRule::kNoApology);
    if ((has_problem || has_question) && !Find(&ReplyPhrases::offer_more_help)) Add(ReplyRule::kNoOfferOfHelp);
    if (!NamesContact()) Add(ReplyRule::kNoName, context_.contact_name);
    CheckCopy();
  }

  // Words beside the link, greetings, names, and "details here".
  std::size_t WordsOfTheAnswer() const {
    std::size_t idle = 0;
    for (const ReplyPhrases* phrases : phrases_) {
      idle = std::max(idle, phrases->greeting.CountCovered(words_) + phrases->link_only.CountCovered(words_));
    }
    idle +=
        static_cast<std::size_t>(std::count_if(words_.begin(), words_.end(), [&](const auto& word) { return IsNameWord(word); }));
    return words_.size() - std::min(idle, words_.size());
  }

  bool IsNameWord(const std::string& word) const {
    return std::any_of(name_words_.begin(), name_words_.end(), [&](const std::string& part) { return BeginsLike(word, part); });
  }

  bool NamesContact() const {
    if (name_words_.empty()) return true;  // nothing to call them by
    if (!context_.contact_handle.empty() && written_.find("@" + context_.contact_handle) != std::string_view::npos) return true;
    return std::any_of(words_.begin(), words_.end(), [&](const std::string& word) { return IsNameWord(word); });
  }

  // Copied: to somebody else, and nearly all words the same, names aside.
  void CheckCopy() {
    std::vector<std::string> own = words_;
    std::erase_if(own, [&](const std::string& word) { return IsNameWord(word); });
    std::sort(own.begin(), own.end());
    if (own.size() < kWordsOfACopy) return;
    for (const RecentReply& recent : context_.recent_replies) {
      if (recent.in_this_conversation) continue;
      std::vector<std::string> other =
          FoldedWords(draft_.prefix.empty() ? std::string_view(recent.text) : WithoutMention(recent.text));
      std::sort(other.begin(), other.end());
      std::vector<std::string> shared;
      std::set_intersection(own.begin(), own.end(), other.begin(), other.end(), std::back_inserter(shared));
      const std::size_t longer = std::max(own.size(), other.size());
      const bool is_alike = static_cast<double>(shared.size()) >= kAlikeShare * static_cast<double>(longer);
      // A text that differs by the name alone is one word longer there.
      if (is_alike || (shared.size() == own.size() && other.size() <= own.size() + 2)) {
        Add(ReplyRule::kCopiedText, recent.text);
        return;
      }
    }
  }

  const ReplyDraft& draft_;
  const ReplyContext& context_;
  Timestamp now_;
  std::string_view written_;  // by the person: without the platform's prefix
  std::vector<std::string> words_;
  std::vector<std::string> name_words_;
  std::vector<const ReplyPhrases*> phrases_;
  std::vector<ReplyFinding> findings_;
};

}  // namespace

std::vector<ReplyFinding> CheckReply(const ReplyDraft& draft, const ReplyContext& context, const ReplyPhraseBook& phrases,
                                     Timestamp now) {
  return Checker(draft, context, now).Run(phrases);
}

std::vector<ReplyFinding> StillForbidding(std::span<const ReplyFinding> findings, std::span<const std::string> overridden) {
  std::vector<ReplyFinding> forbidding;
  for (const ReplyFinding& finding : findings) {
    const bool is_overridden = std::find(overridden.begin(), overridden.end(), ReplyRuleName(finding.rule)) != overridden.end();
    if (finding.severity == ReplySeverity::kHard || !is_overridden) forbidding.push_back(finding);
  }
  return forbidding;
}

ReplySeverity SeverityOf(ReplyRule rule) {
  if (rule == ReplyRule::kAnsweredMeanwhile || rule == ReplyRule::kNewMessageMeanwhile) return ReplySeverity::kConfirm;
  return rule < ReplyRule::kAnsweredMeanwhile ? ReplySeverity::kHard : ReplySeverity::kWarning;
}

std::string_view ReplyRuleName(ReplyRule rule) { return kNames.at(static_cast<std::size_t>(rule)); }

}  // namespace replywatch

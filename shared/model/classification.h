// Classification: what the detector says about one text. A plain value; made by
// detect/, corrected by staff, stored with the message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace replywatch {

// What a message is about, as a set. Names as in `list --json`.
enum class Flag : std::uint16_t {
  kProblem = 1U << 0U,
  kQuestion = 1U << 1U,
  kPraise = 1U << 2U,
  kThreat = 1U << 3U,      // authority, press, court, chargeback, safety
  kRepeat = 1U << 4U,      // the same person again while unanswered
  kWentPublic = 1U << 5U,  // complains in public after waiting in private
  kThanks = 1U << 6U,      // no more than a thank-you; closes a talk that we answered, shown nowhere
};

class Flags {
 public:
  constexpr Flags() = default;
  constexpr Flags(Flag flag) : bits_(static_cast<std::uint16_t>(flag)) {}  // NOLINT(google-explicit-constructor)
  static constexpr Flags FromBits(std::uint16_t bits) {
    Flags flags;
    flags.bits_ = bits;
    return flags;
  }
  constexpr bool Has(Flag flag) const { return (bits_ & static_cast<std::uint16_t>(flag)) != 0; }
  constexpr void Set(Flag flag, bool on = true) {
    const auto bit = static_cast<std::uint16_t>(flag);
    bits_ = static_cast<std::uint16_t>(on ? bits_ | bit : bits_ & ~bit);
  }
  constexpr std::uint16_t bits() const { return bits_; }
  // These of `of` as `these` has them, the others as they are.
  constexpr Flags With(Flags of, Flags these) const {
    return FromBits(static_cast<std::uint16_t>((bits_ & ~of.bits_) | (these.bits_ & of.bits_)));
  }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool operator==(const Flags&) const = default;
  friend constexpr Flags operator|(Flags a, Flags b) { return FromBits(static_cast<std::uint16_t>(a.bits_ | b.bits_)); }

 private:
  std::uint16_t bits_ = 0;
};

constexpr Flags operator|(Flag a, Flag b) { return Flags(a) | Flags(b); }

// What several messages of one person say together may be another than what each says alone.
inline constexpr Flags kJudgedTogether = Flag::kProblem | Flag::kQuestion | Flag::kPraise;

enum class Urgency : std::uint8_t { kLow, kNormal, kHigh };

// Why nobody need answer, as far as the text alone tells.
enum class NoAnswerReason : std::uint8_t {
  kNone,  // an answer is expected (or it is praise)
  kSpam,
  kEmojiOnly,      // emoji, stickers, punctuation and nothing else
  kTagsFriend,     // hardly more than the @names of others
  kAmongOthers,    // talk between commenters; set by rules/threading, not by the text
  kClosingThanks,  // "thank you" right after our answer; set by rules/waits
  kAutomatic,      // written by a machine, as the platform says; set when it is stored
  kSettled,        // answered in the talk it tells of, as whoever wrote it down says; set when it is stored
};

// Words that decided, as bytes [begin, end) of the original text.
struct Evidence {
  std::size_t begin = 0;
  std::size_t end = 0;
  Flag flag = Flag::kProblem;
  bool operator==(const Evidence&) const = default;
};

struct Classification {
  std::string language = "und";    // BCP 47; "und" when unsure
  double language_confidence = 0;  // 0..1
  double problem = 0;              // 0..1, as are the next two
  double question = 0;
  double praise = 0;
  Flags flags;  // problem, question, praise, threat
  Urgency urgency = Urgency::kNormal;
  NoAnswerReason no_answer = NoAnswerReason::kNone;
  std::vector<Evidence> evidence;  // sorted by begin, not overlapping
};

std::string_view FlagName(Flag flag);
std::string_view UrgencyName(Urgency urgency);
std::string_view NoAnswerReasonName(NoAnswerReason reason);

}  // namespace replywatch

#include "collector/protocols/mail/quoted_text.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "collector/protocols/mail/quote_phrases.h"
#include "shared/base/fold.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxSignatureLines = 10;
constexpr std::size_t kMaxHeaderBlockLines = 10;
constexpr std::size_t kMaxAttributionBytes = 400;
constexpr std::size_t kMaxKeyBytes = 40;

using Lines = std::vector<std::string_view>;
using Phrases = std::vector<std::string>;

struct FoldedPhrases {
  struct HeaderKeys {
    Phrases from, sent, to, subject;
  };
  Phrases starts, verbs, original;
  std::vector<HeaderKeys> headers;  // by language
};

void AddFolded(const std::vector<std::string_view>& from, Phrases& to) {
  for (const std::string_view phrase : from) to.push_back(FoldForSearch(phrase));
}

const FoldedPhrases& Words() {
  static const FoldedPhrases kWords = [] {
    FoldedPhrases words;
    for (const QuotePhrases& phrases : AllQuotePhrases()) {
      AddFolded(phrases.attribution_starts, words.starts);
      AddFolded(phrases.attribution_verbs, words.verbs);
      AddFolded(phrases.original_message, words.original);
      FoldedPhrases::HeaderKeys& keys = words.headers.emplace_back();
      AddFolded(phrases.from, keys.from);
      AddFolded(phrases.sent, keys.sent);
      AddFolded(phrases.to, keys.to);
      AddFolded(phrases.subject, keys.subject);
    }
    return words;
  }();
  return kWords;
}

Lines SplitLines(std::string_view text) {
  Lines lines;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::string_view Trimmed(std::string_view line, std::string_view what = " \t") {
  const std::size_t begin = line.find_first_not_of(what);
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(what) - begin + 1);
}

bool IsBlank(std::string_view line) { return Trimmed(line).empty(); }
bool IsQuoted(std::string_view line) { return line.starts_with('>') || line.starts_with(" >"); }
// Outlook and others draw one above what they quote.
bool IsRule(std::string_view line) { return line.size() >= 3 && Trimmed(line, "-_=* ").empty(); }
bool HasDigit(std::string_view text) { return text.find_first_of("0123456789") != std::string_view::npos; }
bool HasAddress(std::string_view text) { return text.find('@') != std::string_view::npos; }

std::string Folded(std::string_view line) { return FoldForSearch(TruncateUtf8(Trimmed(line), kMaxAttributionBytes)); }

bool IsOneOf(std::string_view text, const Phrases& phrases) {
  return std::find(phrases.begin(), phrases.end(), text) != phrases.end();
}

bool HasVerb(std::string_view folded) {
  const auto ends_word = [&](std::size_t at) {
    return at >= folded.size() || std::string_view(" :,(").find(folded[at]) != std::string_view::npos;
  };
  return std::any_of(Words().verbs.begin(), Words().verbs.end(), [&](const std::string& verb) {
    for (std::size_t at = folded.find(verb); at != std::string_view::npos; at = folded.find(verb, at + 1)) {
      if ((at == 0 || folded[at - 1] == ' ') && ends_word(at + verb.size())) return true;
    }
    return false;
  });
}

bool HasStart(std::string_view folded) {
  return std::any_of(Words().starts.begin(), Words().starts.end(), [&](const std::string& start) {
    return folded.starts_with(start) && folded.substr(start.size()).starts_with(' ');
  });
}

bool EndsSentence(std::string_view line) {
  const std::string_view text = Trimmed(line);
  return text.empty() || std::string_view(".!?").find(text.back()) != std::string_view::npos;
}

// The lines that announce a quotation and end at `last`.
struct Attribution {
  std::size_t begin = 0;
  bool has_verb = false;
  bool has_date_and_address = false;
};

// Programs wrap the announcement: the one or two lines above belong to it when they begin it.
std::size_t AttributionBegin(const Lines& lines, std::size_t last) {
  const bool has_date = HasDigit(lines[last]);
  if (HasStart(Folded(lines[last])) && has_date) return last;
  for (std::size_t above = 1; above <= 2 && above <= last; ++above) {
    const std::string_view line = lines[last - above];
    if (EndsSentence(line) || IsQuoted(line) || line.size() > kMaxAttributionBytes) break;
    if (!HasDigit(line)) continue;
    if (HasStart(Folded(line)) || (!has_date && HasAddress(line))) return last - above;
  }
  return last;
}

std::optional<Attribution> ReadAttribution(const Lines& lines, std::size_t last) {
  const std::string_view line = Trimmed(lines[last], " \t*_");
  if (line.size() > kMaxAttributionBytes || !line.ends_with(':')) return std::nullopt;
  Attribution found{AttributionBegin(lines, last)};
  std::string joined;
  for (std::size_t i = found.begin; i <= last; ++i) joined += std::string(Trimmed(lines[i])) + " ";
  found.has_verb = HasVerb(FoldForSearch(joined));
  found.has_date_and_address = HasDigit(joined) && HasAddress(joined);
  if (!found.has_verb && !found.has_date_and_address) return std::nullopt;
  return found;
}

bool IsOriginalMark(std::string_view line) {
  if (line.size() > kMaxAttributionBytes) return false;
  const std::string_view text = Trimmed(line);
  if (!text.starts_with("--") && !text.starts_with("__") && !text.starts_with("==")) return false;
  return IsOneOf(FoldForSearch(Trimmed(text, "-_= ")), Words().original);
}

// "From" of "*From:* Shop", folded; empty for another line.
std::string HeaderKey(std::string_view line) {
  const std::string_view text = Trimmed(line, " \t*");
  const std::size_t colon = text.substr(0, kMaxKeyBytes).find(':');
  if (colon == std::string_view::npos) return {};
  return FoldForSearch(Trimmed(text.substr(0, colon), " \t*"));
}

bool IsHeaderBlock(const Lines& lines, std::size_t begin) {
  const std::string key = HeaderKey(lines[begin]);
  if (key.empty()) return false;
  return std::any_of(Words().headers.begin(), Words().headers.end(), [&](const FoldedPhrases::HeaderKeys& keys) {
    if (!IsOneOf(key, keys.from)) return false;
    bool is_sent = false;
    bool is_addressed = false;
    for (std::size_t i = begin + 1; i < lines.size() && i < begin + kMaxHeaderBlockLines; ++i) {
      const std::string other = HeaderKey(lines[i]);
      is_sent = is_sent || IsOneOf(other, keys.sent);
      is_addressed = is_addressed || IsOneOf(other, keys.to) || IsOneOf(other, keys.subject);
    }
    return is_sent && is_addressed;
  });
}

std::size_t LastFilled(const Lines& lines, std::size_t end) {
  while (end > 0 && IsBlank(lines[end - 1])) --end;
  return end;
}

// Where the earlier mail begins that no "> " marks; lines.size() when there is none.
std::size_t UnmarkedQuoteBegin(const Lines& lines) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (IsOriginalMark(lines[i]) || IsHeaderBlock(lines, i)) return i;
    const auto attribution = ReadAttribution(lines, i);
    if (!attribution || !attribution->has_verb || !attribution->has_date_and_address) continue;
    std::size_t next = i + 1;
    while (next < lines.size() && IsBlank(lines[next])) ++next;
    if (next < lines.size() && !IsQuoted(lines[next])) return attribution->begin;
  }
  return lines.size();
}

std::size_t WithoutSignature(const Lines& lines, std::size_t end) {
  for (std::size_t i = end; i-- > 0 && end - i <= kMaxSignatureLines + 1;) {
    if (lines[i] == "-- ") return i;
  }
  return end;
}

// Where the trailing block of "> " lines begins, its announcement included; `end` when there is none to cut.
std::size_t WithoutTrailingQuote(const Lines& lines, std::size_t end) {
  std::size_t begin = LastFilled(lines, end);
  if (begin == 0 || !IsQuoted(lines[begin - 1])) return end;
  while (begin > 0 && (IsBlank(lines[begin - 1]) || IsQuoted(lines[begin - 1]))) --begin;
  if (begin > 0) {
    if (const auto attribution = ReadAttribution(lines, begin - 1)) begin = attribution->begin;
  }
  return std::any_of(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(begin), IsQuoted) ? end : begin;
}

}  // namespace

FoldedText FoldQuote(std::string_view text) {
  const Lines lines = SplitLines(text);
  std::size_t end = UnmarkedQuoteBegin(lines);
  bool folded = end < lines.size();
  while (folded && end > 0 && (IsBlank(lines[end - 1]) || IsRule(lines[end - 1]))) --end;
  end = LastFilled(lines, end);
  std::size_t own = WithoutTrailingQuote(lines, end);
  if (own == end) {  // the signature may stand below the quotation
    end = WithoutSignature(lines, end);
    own = WithoutTrailingQuote(lines, end);
  }
  folded = folded || own < end;
  end = LastFilled(lines, WithoutSignature(lines, LastFilled(lines, own)));
  const bool keeps_all = end == 0 || LastFilled(lines, lines.size()) == end;
  if (keeps_all) return {std::string(text), false};
  FoldedText out{std::string(text.substr(0, static_cast<std::size_t>(lines[end - 1].end() - text.begin()))), folded};
  if (folded) out.text.append("\n\n").append(kFoldedQuoteMark);
  return out;
}

}  // namespace replywatch

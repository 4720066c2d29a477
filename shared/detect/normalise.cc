#include "shared/detect/normalise.h"

#include <algorithm>
#include <array>

#include "shared/base/fold.h"
#include "shared/base/utf8.h"
#include "shared/detect/code_points.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxBytes = 1U << 20U;
constexpr std::size_t kMaxMarked = 256;
constexpr std::size_t kMaxMarks = 4096;

bool IsAsciiVowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }
bool IsAsciiLetter(char c) { return c >= 'a' && c <= 'z'; }

// Appends one letter; a run of three or more ("suuuper") becomes one.
class RunSquasher {
 public:
  RunSquasher(std::string& out, std::size_t begin) : out_(out), begin_(begin) {}
  void Push(char c) {
    if (out_.size() > begin_ && out_.back() == c) {
      ++run_;
      if (run_ == 3) out_.pop_back();
      if (run_ >= 3) return;
    } else {
      run_ = 1;
    }
    out_ += c;
  }
  void Push(std::string_view text) {
    for (const char c : text) Push(c);
  }

 private:
  std::string& out_;
  std::size_t begin_;
  int run_ = 0;
};

// The one Latin alphabet that Cyrillic and its home-made transliterations share.
void PushCanonical(std::string_view word, std::size_t i, bool has_letters, RunSquasher& out) {
  const char c = word[i];
  const char next = i + 1 < word.size() ? word[i + 1] : '\0';
  switch (c) {
    case 'w': out.Push('v'); return;
    case 'y': out.Push('i'); return;
    case 'x': out.Push('h'); return;
    case 'q': out.Push("ia"); return;
    case 'j': IsAsciiVowel(next) ? out.Push("zh") : out.Push('i'); return;
    case 'z': out.Push(i > 0 && word[i - 1] == 't' ? 's' : 'z'); return;
    case '4': has_letters ? out.Push("ch") : out.Push('4'); return;
    case '6': has_letters ? out.Push("sh") : out.Push('6'); return;
    default: out.Push(c);
  }
}

void AppendCanonical(std::string_view word, std::string& letters) {
  const bool has_letters = std::any_of(word.begin(), word.end(), IsAsciiLetter);
  RunSquasher out(letters, letters.size());
  for (std::size_t i = 0; i < word.size(); ++i) PushCanonical(word, i, has_letters, out);
}

class Folder {
 public:
  Folder(std::string_view text, FoldedText& out) : text_(text), out_(out) {}

  void Run() {
    while (pos_ < text_.size()) Step();
    EndWord(text_.size());
    out_.mention_first = out_.mentions > 0 && mention_first_;
  }

 private:
  void Step() {
    const std::size_t begin = pos_;
    const char32_t c = DecodeUtf8(text_, pos_);
    switch (KindOf(c)) {
      case CodePointKind::kLetter: Letter(c, begin); return;
      case CodePointKind::kIgnored: return;
      case CodePointKind::kJoiner:
        if (!JoinsLetters()) EndWord(begin);
        return;
      case CodePointKind::kSpace: EndWord(begin); return;
      case CodePointKind::kEmoji: Emoji(c, begin); return;
      case CodePointKind::kPunctuation: Punctuation(c, begin); return;
    }
  }

  void Letter(char32_t c, std::size_t begin) {
    if (word_.empty() && !in_word_) {
      if (SkipUrl(begin)) return;
      word_begin_ = begin;
      in_word_ = true;
    }
    AppendFolded(c, word_);
    word_end_ = pos_;
    const char32_t lower = LowerOf(c);
    if (c >= 0x80 && out_.marked.size() < kMaxMarked) out_.marked.push_back(lower);
    if (lower != c) ++out_.capitals;
    if (c >= 0x400 && c < 0x530) {
      ++out_.cyrillic;
    } else if (c < 0x250 && (c < '0' || c > '9')) {
      ++out_.latin;
    }
  }

  // Between two letters an apostrophe or a hyphen belongs to the word ("n-am", "doesn't").
  bool JoinsLetters() const {
    if (!in_word_ || pos_ >= text_.size()) return false;
    std::size_t look = pos_;
    return KindOf(DecodeUtf8(text_, look)) == CodePointKind::kLetter;
  }

  void Emoji(char32_t c, std::size_t begin) {
    EndWord(begin);
    PutMark(c);
    ++out_.emoji;
    switch (MoodOf(c)) {
      case EmojiMood::kGlad: ++out_.glad_emoji; break;
      case EmojiMood::kAngry: ++out_.angry_emoji; break;
      case EmojiMood::kMoney: ++out_.money_emoji; break;
      case EmojiMood::kNone: break;
    }
  }

  void Punctuation(char32_t c, std::size_t begin) {
    if (c == '@' && !in_word_ && SkipName()) {
      if (out_.mentions++ == 0 && out_.tokens.empty()) mention_first_ = true;
      PutMark(Mark::kMention);
      return;
    }
    EndWord(begin);
    const bool asks = c == '?' || c == 0xFF1F || c == 0x37E;
    if (asks) out_.question_marks.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(pos_)});
    PutMark(asks ? U'?' : c);
    clause_starts_ = true;
  }

  void PutMark(char32_t sign) {
    const auto before = static_cast<std::uint32_t>(out_.tokens.size());
    const bool follows = !out_.marks.empty() && out_.marks.back().before == before;
    if (follows && out_.marks.back().sign == sign) {
      if (sign == '.') out_.marks.back().sign = Mark::kDots;
      return;
    }
    if (follows && sign == '.' && out_.marks.back().sign == Mark::kDots) return;
    if (out_.marks.size() < kMaxMarks) out_.marks.push_back({before, sign});
  }

  // "@name", "@name@host"; false when no name follows.
  bool SkipName() {
    const std::size_t begin = pos_;
    while (pos_ < text_.size()) {
      std::size_t look = pos_;
      const char32_t c = DecodeUtf8(text_, look);
      if (KindOf(c) != CodePointKind::kLetter && c != '_' && c != '.' && c != '-' && c != '@') break;
      pos_ = look;
    }
    return pos_ > begin;
  }

  bool SkipUrl(std::size_t begin) {
    const std::string_view rest = text_.substr(begin, 8);
    if (!rest.starts_with("http://") && !rest.starts_with("https://") && !rest.starts_with("www.")) return false;
    pos_ = std::min(text_.find_first_of(" \t\r\n", begin), text_.size());
    ++out_.urls;
    PutMark(Mark::kLink);
    clause_starts_ = true;
    return true;
  }

  void EndWord(std::size_t /*at*/) {
    if (!in_word_) return;
    in_word_ = false;
    Token token;
    token.folded_begin = static_cast<std::uint32_t>(out_.letters.size());
    AppendCanonical(word_, out_.letters);
    word_.clear();
    token.folded_end = static_cast<std::uint32_t>(out_.letters.size());
    if (token.folded_begin == token.folded_end) return;
    token.begin = static_cast<std::uint32_t>(word_begin_);
    token.end = static_cast<std::uint32_t>(word_end_);
    token.starts_clause = clause_starts_;
    clause_starts_ = false;
    out_.tokens.push_back(token);
  }

  std::string_view text_;
  FoldedText& out_;
  std::string word_;
  std::size_t pos_ = 0;
  std::size_t word_begin_ = 0;
  std::size_t word_end_ = 0;
  bool in_word_ = false;
  bool clause_starts_ = true;
  bool mention_first_ = false;
};

void Reset(FoldedText& out) {
  out.letters.clear();
  out.tokens.clear();
  out.marked.clear();
  out.question_marks.clear();
  out.marks.clear();
  out.mentions = out.urls = out.emoji = out.glad_emoji = out.angry_emoji = out.money_emoji = out.cyrillic = out.latin =
      out.capitals = 0;
  out.mention_first = false;
}

}  // namespace

void FoldInto(std::string_view text, FoldedText& out) {
  Reset(out);
  Folder(TruncateUtf8(text, kMaxBytes), out).Run();
}

std::string FoldWord(std::string_view word) {
  FoldedText folded;
  FoldInto(word, folded);
  return folded.letters;
}

}  // namespace replywatch

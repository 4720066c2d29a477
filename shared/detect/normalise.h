// Normalise: a text cut into folded words, each with its place in the original bytes.
// Case, diacritics and script go away; Cyrillic and Bulgarian written in Latin letters
// ("6to", "zashto", "zaшto") meet in one alphabet. Lossy on purpose, and always applied to both
// sides of a comparison. Pure; any thread. It never fails: invalid bytes separate words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace replywatch {

struct Token {
  std::uint32_t folded_begin = 0;  // [begin, end) in FoldedText::letters
  std::uint32_t folded_end = 0;
  std::uint32_t begin = 0;  // [begin, end) in bytes of the original text
  std::uint32_t end = 0;
  bool starts_clause = false;  // first word, or punctuation stands before it
};

// What stands between words; a run of the same counts once.
struct Mark {
  static constexpr char32_t kMention = '@';
  static constexpr char32_t kLink = '/';
  static constexpr char32_t kDots = 0x2026;  // two full stops or more, or an ellipsis
  std::uint32_t before = 0;                  // index of the token that follows
  char32_t sign = 0;                         // ? ! . , ; : ( ) one of the above, or an emoji
};

enum class EmojiMood : std::uint8_t { kNone, kGlad, kAngry, kMoney };

// Bytes [begin, end) of the original text.
struct Stretch {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct FoldedText {
  std::string letters;           // the folded words, one after the other
  std::vector<Token> tokens;     // in the order of the text
  std::vector<char32_t> marked;  // letters beyond ASCII in lower case, the first 256
  std::vector<Stretch> question_marks;
  std::vector<Mark> marks;     // in the order of the text, the first 4,096
  std::size_t mentions = 0;    // "@name"; such names are no tokens
  bool mention_first = false;  // the text opens with one
  std::size_t urls = 0;        // no tokens either
  std::size_t emoji = 0;
  std::size_t glad_emoji = 0;
  std::size_t angry_emoji = 0;
  std::size_t money_emoji = 0;
  std::size_t cyrillic = 0;  // letters
  std::size_t latin = 0;
  std::size_t capitals = 0;  // of both

  std::string_view Folded(const Token& token) const {
    return std::string_view(letters).substr(token.folded_begin, token.folded_end - token.folded_begin);
  }
};

// Replaces the content of `out`, whose memory is used again. Texts beyond 1 MiB are read up to there.
void FoldInto(std::string_view text, FoldedText& out);

// One word of a pattern as FoldInto would leave it.
std::string FoldWord(std::string_view word);

}  // namespace replywatch

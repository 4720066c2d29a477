// What a mail itself says, apart from the earlier mail that it quotes at its end. Linear; pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

namespace replywatch {

// Stands on a line of its own where a quotation was.
inline constexpr std::string_view kFoldedQuoteMark = "[…]";

struct FoldedText {
  std::string text;
  bool folded = false;  // a quotation was cut
};

// Cuts, of clean text:
// * the trailing block of "> " lines with the lines that announce it ("On … wrote:", up to three), unless an earlier line is
//   quoted, too: then the answers stand within the quotation, and all is kept;
// * everything from "-----Original Message-----", from Outlook's block of From, Sent, To and Subject, or from an announcement
//   with date and address below which nothing is marked as quoted;
// * a signature: from a line "-- " to the end when at most 10 lines follow it (RFC 3676, 4.3), without a mark in its place.
// Everything is kept when nothing would be left. quote_phrases.h has the words.
FoldedText FoldQuote(std::string_view text);

}  // namespace replywatch

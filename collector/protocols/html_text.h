// HTML of comments and posts to plain text: paragraphs and lines kept, markup gone,
// links written out. Linear in the size of the input whatever it is; understands no styles and fetches
// nothing. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace replywatch {

// What becomes of a block quotation: its text alone, or "> " before each of its lines, as mail quotes.
enum class HtmlQuotes : std::uint8_t { kBare, kMarked };

// Clean text of at most `max_bytes`. A link whose text already says its address stays as the full address; another
// link becomes "text (address)"; mentions and hashtags stay as written. Pictures leave their alternative text.
std::string HtmlToText(std::string_view html, std::size_t max_bytes, HtmlQuotes quotes = HtmlQuotes::kBare);

// & < > " as entities, for a platform that takes replies as HTML.
std::string EscapeHtml(std::string_view text);

}  // namespace replywatch

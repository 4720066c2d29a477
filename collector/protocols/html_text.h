// HTML of comments and posts to plain text: paragraphs and lines kept, markup gone,
// links written out. Linear in the size of the input whatever it is; understands no styles and fetches
// nothing. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace replywatch {

// Clean text of at most `max_bytes`. A link whose text already says its address stays as the full address; another
// link becomes "text (address)"; mentions and hashtags stay as written. Pictures leave their alternative text.
std::string HtmlToText(std::string_view html, std::size_t max_bytes);

// & < > " as entities, for a platform that takes replies as HTML.
std::string EscapeHtml(std::string_view text);

}  // namespace replywatch

// UTF-8 without a library: repair, bounds, code points. Foreign text passes
// CleanText once, where it enters; behind that everything is valid UTF-8
// without NUL. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace replywatch {

bool IsValidUtf8(std::string_view text);

// Valid UTF-8 with at most `max_bytes` bytes, cut between code points: each
// maximal invalid run becomes one U+FFFD; NUL and C0 controls but \t \n go; CR LF
// and CR become LF. Well-formed text comes back unchanged.
std::string CleanText(std::string_view text, std::size_t max_bytes);

// Like CleanText, but on one line: every run of white space becomes one space, the
// ends are trimmed; bidirectional overrides and isolates (U+202A..E, U+2066..9) go.
// For names, handles, snippets, and log fields.
std::string CleanLine(std::string_view text, std::size_t max_bytes);

// The prefix of at most `max_bytes` bytes that ends between code points.
std::string_view TruncateUtf8(std::string_view text, std::size_t max_bytes);

// Code point at `pos`, advancing it; U+FFFD for an invalid byte (advances by 1).
// Only when pos < text.size().
char32_t DecodeUtf8(std::string_view text, std::size_t& pos);
void AppendUtf8(std::string& out, char32_t code_point);

std::size_t CountCodePoints(std::string_view text);
// Code points beyond U+FFFF count two.
std::size_t CountUtf16Units(std::string_view text);

}  // namespace replywatch

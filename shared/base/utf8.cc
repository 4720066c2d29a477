#include "shared/base/utf8.h"

#include <algorithm>

namespace replywatch {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// Length of the well-formed sequence at `pos`, 0 when it is not well formed (Unicode 15, table 3-7).
std::size_t SequenceLength(std::string_view text, std::size_t pos) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto between = [&](std::size_t i, unsigned low, unsigned high) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const unsigned lead = byte(pos);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return between(pos + 1, 0x80, 0xBF) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : 0xBF;
    return between(pos + 1, low, high) && between(pos + 2, 0x80, 0xBF) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
    return between(pos + 1, low, high) && between(pos + 2, 0x80, 0xBF) && between(pos + 3, 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

bool IsDroppedControl(char32_t c) { return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F; }

bool IsBidiControl(char32_t c) { return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069); }

bool IsSpace(char32_t c) {
  return c == ' ' || c == '\t' || c == '\n' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool NeedsNoCleaning(std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes) return false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7F) return false;
  }
  return IsValidUtf8(text);
}

}  // namespace

bool IsValidUtf8(std::string_view text) {
  for (std::size_t pos = 0; pos < text.size();) {
    if (static_cast<unsigned char>(text[pos]) < 0x80) {
      ++pos;
      continue;
    }
    const std::size_t n = SequenceLength(text, pos);
    if (n == 0) return false;
    pos += n;
  }
  return true;
}

std::string CleanText(std::string_view text, std::size_t max_bytes) {
  if (NeedsNoCleaning(text, max_bytes)) return std::string(text);
  std::string out;
  out.reserve(std::min(text.size(), max_bytes));
  bool in_invalid_run = false;
  for (std::size_t pos = 0; pos < text.size() && out.size() < max_bytes;) {
    const std::size_t n = SequenceLength(text, pos);
    if (n == 0) {
      if (!in_invalid_run) AppendUtf8(out, kReplacement);
      in_invalid_run = true;
      ++pos;
      continue;
    }
    in_invalid_run = false;
    if (text[pos] == '\r') {
      if (pos + 1 >= text.size() || text[pos + 1] != '\n') out += '\n';
    } else if (n > 1 || !IsDroppedControl(static_cast<unsigned char>(text[pos]))) {
      out.append(text.substr(pos, n));
    }
    pos += n;
  }
  out.resize(TruncateUtf8(out, max_bytes).size());
  return out;
}

std::string CleanLine(std::string_view text, std::size_t max_bytes) {
  const std::string clean = CleanText(text, text.size() * 3);  // a U+FFFD is three bytes
  std::string out;
  bool pending_space = false;
  for (std::size_t pos = 0; pos < clean.size() && out.size() < max_bytes;) {
    const char32_t c = DecodeUtf8(clean, pos);
    if (IsBidiControl(c)) continue;
    if (IsSpace(c)) {
      pending_space = !out.empty();
      continue;
    }
    if (pending_space) out += ' ';
    pending_space = false;
    AppendUtf8(out, c);
  }
  out.resize(TruncateUtf8(out, max_bytes).size());
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string_view TruncateUtf8(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

char32_t DecodeUtf8(std::string_view text, std::size_t& pos) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
  const std::size_t n = SequenceLength(text, pos);
  const std::size_t at = pos;
  pos += n == 0 ? 1 : n;
  switch (n) {
    case 1: return byte(at);
    case 2: return ((byte(at) & 0x1F) << 6) | (byte(at + 1) & 0x3F);
    case 3: return ((byte(at) & 0x0F) << 12) | ((byte(at + 1) & 0x3F) << 6) | (byte(at + 2) & 0x3F);
    case 4:
      return ((byte(at) & 0x07) << 18) | ((byte(at + 1) & 0x3F) << 12) | ((byte(at + 2) & 0x3F) << 6) | (byte(at + 3) & 0x3F);
    default: return kReplacement;
  }
}

void AppendUtf8(std::string& out, char32_t c) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = kReplacement;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

std::size_t CountCodePoints(std::string_view text) {
  std::size_t n = 0;
  for (std::size_t pos = 0; pos < text.size(); ++n) DecodeUtf8(text, pos);
  return n;
}

std::size_t CountUtf16Units(std::string_view text) {
  std::size_t n = 0;
  for (std::size_t pos = 0; pos < text.size();) n += DecodeUtf8(text, pos) > 0xFFFF ? 2 : 1;
  return n;
}

}  // namespace replywatch

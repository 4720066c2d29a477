#include "collector/protocols/html_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "collector/protocols/html_entities.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxEntityLength = 10;
constexpr std::size_t kMaxTagLength = 8192;
constexpr std::size_t kMaxQuoteMarks = 9;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool IsLetter(char c) { return Lower(c) >= 'a' && Lower(c) <= 'z'; }

std::optional<char32_t> NumericEntity(std::string_view digits) {
  const bool is_hex = !digits.empty() && Lower(digits.front()) == 'x';
  if (is_hex) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > 7) return std::nullopt;
  std::uint32_t value = 0;
  for (const char raw : digits) {
    const char c = Lower(raw);
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit && !(is_hex && c >= 'a' && c <= 'f')) return std::nullopt;
    value = value * (is_hex ? 16U : 10U) + static_cast<std::uint32_t>(is_digit ? c - '0' : c - 'a' + 10);
  }
  const bool is_character = value > 0 && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
  return is_character ? char32_t{value} : U'\uFFFD';
}

// Decodes the entity at `pos` (where '&' stands) into `out` and advances; a lone '&' is itself.
void AppendEntity(std::string_view html, std::size_t& pos, std::string& out) {
  const std::size_t end = html.substr(pos, kMaxEntityLength + 2).find(';');
  if (end != std::string_view::npos && end > 1) {
    const std::string_view name = html.substr(pos + 1, end - 1);
    std::optional<char32_t> code_point;
    if (name.front() == '#') {
      code_point = NumericEntity(name.substr(1));
    } else {
      const auto* known = std::lower_bound(kHtmlEntities.begin(), kHtmlEntities.end(), name,
                                           [](const auto& entry, std::string_view wanted) { return entry.first < wanted; });
      if (known != kHtmlEntities.end() && known->first == name) code_point = known->second;
    }
    if (code_point) {
      AppendUtf8(out, *code_point);
      pos += end + 1;
      return;
    }
  }
  out += '&';
  ++pos;
}

std::string DecodeEntities(std::string_view text) {
  std::string out;
  for (std::size_t pos = 0; pos < text.size();) {
    if (text[pos] == '&') {
      AppendEntity(text, pos, out);
    } else {
      out += text[pos++];
    }
  }
  return out;
}

struct Tag {
  std::string name;  // lower case; empty for comments and declarations
  bool is_end = false;
  std::string_view attributes;
};

std::string Attribute(std::string_view attributes, std::string_view wanted) {
  std::size_t i = 0;
  while (i < attributes.size()) {
    while (i < attributes.size() && (IsSpace(attributes[i]) || attributes[i] == '/')) ++i;
    const std::size_t name_start = i;
    while (i < attributes.size() && !IsSpace(attributes[i]) && attributes[i] != '=') ++i;
    const std::string_view name = attributes.substr(name_start, i - name_start);
    while (i < attributes.size() && IsSpace(attributes[i])) ++i;
    std::string_view value;
    if (i < attributes.size() && attributes[i] == '=') {
      ++i;
      while (i < attributes.size() && IsSpace(attributes[i])) ++i;
      const char quote = i < attributes.size() && (attributes[i] == '"' || attributes[i] == '\'') ? attributes[i] : '\0';
      if (quote != '\0') ++i;
      const std::size_t start = i;
      while (i < attributes.size() && (quote != '\0' ? attributes[i] != quote : !IsSpace(attributes[i]))) ++i;
      value = attributes.substr(start, i - start);
      if (quote != '\0' && i < attributes.size()) ++i;
    }
    const bool is_wanted = name.size() == wanted.size() &&
                           std::equal(name.begin(), name.end(), wanted.begin(), [](char a, char b) { return Lower(a) == b; });
    if (is_wanted) return DecodeEntities(value);
    if (name.empty() && value.empty()) ++i;
  }
  return {};
}

// Index just behind the tag's '>'; quotes may hide one. `start` is behind the '<'.
std::size_t TagEnd(std::string_view html, std::size_t start) {
  char quote = '\0';
  const std::size_t limit = std::min(html.size(), start + kMaxTagLength);
  for (std::size_t i = start; i < limit; ++i) {
    const char c = html[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return i + 1;
    }
  }
  // An unbalanced quote hides nothing; a long attribute (an image within the text) is none of it.
  const std::size_t plain = html.find('>', start);
  return plain == std::string_view::npos ? html.size() : plain + 1;
}

bool StartsTag(std::string_view html, std::size_t pos) {
  if (pos + 1 >= html.size()) return false;
  const char c = html[pos + 1];
  return IsLetter(c) || c == '!' || c == '?' || (c == '/' && pos + 2 < html.size() && IsLetter(html[pos + 2]));
}

std::string CollapsedSpaces(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!IsSpace(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

class Writer {
 public:
  explicit Writer(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  bool full() const { return out_.size() >= max_bytes_; }

  void Text(std::string_view decoded) {
    for (const char c : decoded) {
      if (preformatted_ == 0 && IsSpace(c)) {
        pending_space_ = !out_.empty() && out_.back() != '\n';
        continue;
      }
      Flush();
      out_ += c;
      if (c == '\n') out_ += QuoteMarks();
    }
  }
  void Break(std::size_t lines) {
    pending_space_ = false;
    pending_lines_ = std::max(pending_lines_, lines);
  }
  void AddBreak() {
    pending_space_ = false;
    pending_lines_ = std::min<std::size_t>(pending_lines_ + 1, 2);
  }
  void Preformatted(bool begins) { preformatted_ = begins ? preformatted_ + 1 : std::max(preformatted_ - 1, 0); }

  // Indentation in a mail that is no quotation stands in the same tag.
  void BeginQuote(bool is_marked) { quotes_.push_back(is_marked); }
  void EndQuote() {
    if (!quotes_.empty()) quotes_.pop_back();
  }

  void BeginLink(std::string address, bool is_plain) {
    link_ = std::move(address);
    link_is_plain_ = is_plain;
    Flush();
    link_start_ = out_.size();
  }
  void EndLink() {
    if (link_.empty()) return;
    const std::string shown = CollapsedSpaces(std::string_view(out_).substr(std::min(link_start_, out_.size())));
    const bool is_web = link_.rfind("http://", 0) == 0 || link_.rfind("https://", 0) == 0;
    if (is_web && !link_is_plain_) {
      if (shown.empty() || SaysAddress(shown)) {
        out_.resize(std::min(link_start_, out_.size()));
        out_ += link_;
      } else {
        out_ += " (" + link_ + ")";
      }
    }
    link_.clear();
  }
  std::string Take() { return std::move(out_); }

 private:
  void Flush() {
    if (out_.empty()) {
      out_ += QuoteMarks();
    } else if (pending_lines_ > 0) {
      out_.append(pending_lines_, '\n') += QuoteMarks();
    } else if (pending_space_) {
      out_ += ' ';
    }
    pending_lines_ = 0;
    pending_space_ = false;
  }
  std::string QuoteMarks() const {
    std::string marks;
    for (std::size_t i = 0; i < std::min(quotes_.size(), kMaxQuoteMarks); ++i) marks += quotes_[i] ? "> " : "";
    return marks;
  }
  // "example.org/a…" for "https://example.org/a/long/path".
  bool SaysAddress(std::string_view shown) const {
    std::string_view bare = link_;
    bare.remove_prefix(bare.find("//") + 2);
    for (const std::string_view scheme : {"https://", "http://"}) {
      if (shown.substr(0, scheme.size()) == scheme) shown.remove_prefix(scheme.size());
    }
    constexpr std::string_view kEllipsis = "\xE2\x80\xA6";
    if (shown.size() > kEllipsis.size() && shown.substr(shown.size() - kEllipsis.size()) == kEllipsis) {
      shown.remove_suffix(kEllipsis.size());
    }
    if (bare.substr(0, 4) == "www." && shown.substr(0, 4) != "www.") bare.remove_prefix(4);
    return shown.size() >= 4 && bare.substr(0, shown.size()) == shown;
  }

  std::size_t max_bytes_;
  std::string out_;
  std::size_t pending_lines_ = 0;
  bool pending_space_ = false;
  int preformatted_ = 0;
  std::vector<bool> quotes_;  // open block quotations, and whether each is marked
  std::string link_;
  bool link_is_plain_ = false;
  std::size_t link_start_ = 0;
};

bool IsOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// True when the content up to the end tag is no text at all.
bool HidesContent(const Tag& tag) {
  return !tag.is_end && IsOneOf(tag.name, {"script", "style", "template", "noscript", "title"});
}

// Gmail indents one's own text by a block quotation without a border.
bool IsIndentation(const Tag& tag) {
  const std::string style = Attribute(tag.attributes, "style");
  return style.find("border:none") != std::string::npos || style.find("border: none") != std::string::npos;
}

void Apply(const Tag& tag, HtmlQuotes quotes, Writer& out) {
  if (tag.name == "blockquote" && quotes == HtmlQuotes::kMarked) {
    tag.is_end ? out.EndQuote() : out.BeginQuote(!IsIndentation(tag));
  }
  if (tag.name == "br") return out.AddBreak();
  if (tag.name == "pre") out.Preformatted(!tag.is_end);
  if (IsOneOf(tag.name, {"p", "blockquote", "ul", "ol", "table", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})) return out.Break(2);
  if (tag.name == "li" && !tag.is_end) {
    out.Break(1);
    return out.Text("- ");
  }
  if (IsOneOf(tag.name, {"div", "li", "tr", "hr", "section", "article"})) return out.Break(1);
  if (IsOneOf(tag.name, {"td", "th"})) return out.Text(" ");
  if (tag.name == "img") return out.Text(Attribute(tag.attributes, "alt"));
  if (tag.name != "a") return;
  out.EndLink();
  if (tag.is_end) return;
  const std::string classes = " " + Attribute(tag.attributes, "class") + " ";
  const bool is_plain = classes.find(" mention ") != std::string::npos || classes.find(" hashtag ") != std::string::npos ||
                        classes.find(" u-url ") != std::string::npos;
  out.BeginLink(Attribute(tag.attributes, "href"), is_plain);
}

Tag ReadTag(std::string_view inside) {
  Tag tag;
  if (!inside.empty() && inside.front() == '/') {
    tag.is_end = true;
    inside.remove_prefix(1);
  }
  std::size_t end = 0;
  while (end < inside.size() && (IsLetter(inside[end]) || (inside[end] >= '0' && inside[end] <= '9'))) {
    tag.name += Lower(inside[end++]);
  }
  tag.attributes = inside.substr(end);
  return tag;
}

// Behind "</name"; the end of the input when it is never closed.
std::size_t SkipContent(std::string_view html, std::size_t pos, const std::string& name) {
  for (; pos < html.size(); ++pos) {
    pos = html.find("</", pos);
    if (pos == std::string_view::npos) return html.size();
    const std::string_view found = html.substr(pos + 2, name.size());
    const bool is_same = found.size() == name.size() &&
                         std::equal(found.begin(), found.end(), name.begin(), [](char a, char b) { return Lower(a) == b; });
    if (is_same) return TagEnd(html, pos + 2);
  }
  return html.size();
}

}  // namespace

std::string HtmlToText(std::string_view html, std::size_t max_bytes, HtmlQuotes quotes) {
  Writer out(max_bytes);
  std::size_t pos = 0;
  while (pos < html.size() && !out.full()) {
    if (html[pos] == '<' && StartsTag(html, pos)) {
      if (html.substr(pos, 4) == "<!--") {
        const std::size_t end = html.find("-->", pos + 4);
        pos = end == std::string_view::npos ? html.size() : end + 3;
        continue;
      }
      const std::size_t end = TagEnd(html, pos + 1);
      const std::size_t inside = end - pos - 1 - (html[end - 1] == '>' ? 1 : 0);
      const Tag tag = ReadTag(html.substr(pos + 1, inside));
      pos = HidesContent(tag) ? SkipContent(html, end, tag.name) : end;
      Apply(tag, quotes, out);
    } else if (html[pos] == '&') {
      std::string decoded;
      AppendEntity(html, pos, decoded);
      out.Text(decoded);
    } else {
      const std::size_t end = std::min(html.find_first_of("<&", pos + 1), html.size());
      out.Text(html.substr(pos, std::min(end - pos, max_bytes)));
      pos = end;
    }
  }
  out.EndLink();
  return CleanText(out.Take(), max_bytes);
}

std::string EscapeHtml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace replywatch

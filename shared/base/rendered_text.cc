#include "shared/base/rendered_text.h"

#include <algorithm>
#include <optional>
#include <string>

#include "shared/base/graphemes.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

struct Mention {
  std::string_view name;
  std::string_view host;  // empty: not said
  std::size_t end = 0;    // behind it, in bytes
};

char LowerCase(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool IsNameCharacter(char c) {
  const char lower = LowerCase(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

// A full stop or dash at the end belongs to the sentence.
std::size_t EndOfName(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && IsNameCharacter(text[end])) ++end;
  while (end > begin && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
  return end;
}

// "@name" or "@name@host" that begins at `pos`; neither an e-mail address nor part of a link.
std::optional<Mention> MentionAt(std::string_view text, std::size_t pos) {
  if (pos >= text.size() || text[pos] != '@') return std::nullopt;
  if (pos > 0 && (IsNameCharacter(text[pos - 1]) || text[pos - 1] == '/')) return std::nullopt;
  const std::size_t name_end = EndOfName(text, pos + 1);
  if (name_end == pos + 1) return std::nullopt;
  Mention mention{text.substr(pos + 1, name_end - pos - 1), {}, name_end};
  if (name_end == text.size() || text[name_end] != '@') return mention;
  const std::size_t host_end = EndOfName(text, name_end + 1);
  if (host_end == name_end + 1) return mention;
  mention.host = text.substr(name_end + 1, host_end - name_end - 1);
  mention.end = host_end;
  return mention;
}

bool IsSameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return LowerCase(x) == LowerCase(y); });
}

bool IsSamePerson(const Mention& a, const Mention& b) {
  return IsSameName(a.name, b.name) && (a.host.empty() || b.host.empty() || IsSameName(a.host, b.host));
}

// What typography makes of what people type; nullopt: nothing.
std::optional<std::string_view> Typed(char32_t c) {
  switch (c) {
    case U'„':
    case U'“':
    case U'”':
    case U'«':
    case U'»':
    case U'″': return "\"";
    case U'‘':
    case U'’':
    case U'‚':
    case U'′': return "'";
    case U'–':
    case U'—': return "-";
    case U'…': return "...";
    default: return std::nullopt;
  }
}

// One line, composed, with quotes and dots as typed and every run of dashes as one.
std::string Plain(std::string_view text) {
  const std::string line = ComposeGrapheme(CleanLine(text, text.size() * 3));
  std::string out;
  for (std::size_t pos = 0; pos < line.size();) {
    const std::size_t begin = pos;
    const char32_t c = DecodeUtf8(line, pos);
    const std::string_view part = Typed(c).value_or(std::string_view(line).substr(begin, pos - begin));
    if (part != "-" || !out.ends_with('-')) out += part;
  }
  return out;
}

bool IsSamePlain(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    const auto in_a = MentionAt(a, i);
    const auto in_b = MentionAt(b, j);
    if (in_a && in_b) {
      if (!IsSamePerson(*in_a, *in_b)) return false;
      i = in_a->end;
      j = in_b->end;
    } else if (a[i++] != b[j++]) {
      return false;
    }
  }
  return i == a.size() && j == b.size();
}

std::string_view WithoutFirstMentions(std::string_view text) {
  std::size_t pos = 0;
  while (const auto mention = MentionAt(text, pos)) {
    if (mention->end < text.size() && text[mention->end] != ' ') break;
    pos = std::min(mention->end + 1, text.size());
  }
  return text.substr(pos);
}

}  // namespace

bool IsSameRendered(std::string_view a, std::string_view b) {
  const std::string plain_a = Plain(a);
  const std::string plain_b = Plain(b);
  if (IsSamePlain(plain_a, plain_b)) return true;
  const std::string_view rest_a = WithoutFirstMentions(plain_a);
  const std::string_view rest_b = WithoutFirstMentions(plain_b);
  const bool is_one_addressed = (rest_a.size() == plain_a.size()) != (rest_b.size() == plain_b.size());
  return is_one_addressed && !rest_a.empty() && IsSamePlain(rest_a, rest_b);
}

}  // namespace replywatch

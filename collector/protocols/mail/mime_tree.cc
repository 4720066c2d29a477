#include "collector/protocols/mail/mime_tree.h"

#include <algorithm>
#include <utility>

namespace replywatch {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

// The next line without its end, advancing `rest` behind it.
std::string_view TakeLine(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

std::string_view WithoutTrailingBlanks(std::string_view text) {
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

// The name when `line` begins a field, else empty: printable ASCII up to the colon (RFC 5322, 3.6.8), spaces before it forgiven.
std::string_view FieldName(std::string_view line) {
  const std::size_t colon = line.substr(0, 200).find(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view name = WithoutTrailingBlanks(line.substr(0, colon));
  const bool is_name = std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c <= '~'; });
  return is_name ? name : std::string_view();
}

// Is the line "--boundary" or "--boundary--"?
enum class Delimiter { kNone, kNext, kClose };
Delimiter ReadDelimiter(std::string_view line, std::string_view boundary) {
  if (!line.starts_with("--") || line.substr(2, boundary.size()) != boundary) return Delimiter::kNone;
  const std::string_view tail = WithoutTrailingBlanks(line.substr(2 + boundary.size()));
  if (tail.empty()) return Delimiter::kNext;
  return tail == "--" ? Delimiter::kClose : Delimiter::kNone;
}

std::string_view WithoutLastLineEnd(std::string_view text) {
  if (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return text;
}

// The bytes of each part between the delimiters of `body`, at most `max_parts`.
std::vector<std::string_view> SplitMultipart(std::string_view body, std::string_view boundary, std::size_t max_parts) {
  std::vector<std::string_view> parts;
  if (boundary.empty()) return parts;
  const char* begin = nullptr;  // of the part that is being read; null: in the preamble
  for (std::string_view rest = body; !rest.empty();) {
    const char* const line_begin = rest.data();
    const Delimiter delimiter = ReadDelimiter(TakeLine(rest), boundary);
    if (delimiter == Delimiter::kNone) continue;
    if (begin != nullptr) parts.push_back(WithoutLastLineEnd({begin, static_cast<std::size_t>(line_begin - begin)}));
    if (delimiter == Delimiter::kClose || parts.size() >= max_parts) return parts;
    begin = rest.data();
  }
  if (begin != nullptr) parts.emplace_back(begin, static_cast<std::size_t>(body.data() + body.size() - begin));
  return parts;
}

class TreeReader {
 public:
  MimePart Read(std::string_view bytes, std::size_t depth, bool is_in_digest) {
    MimePart part;
    part.fields = MailFields::Read(bytes);
    part.body = bytes;
    if (is_in_digest) part.type.type = "message/rfc822";  // RFC 2046, 5.1.5
    if (const std::string type = part.fields.Value("Content-Type"); !type.empty()) part.type = ReadMimeType(type);
    part.disposition = ReadMimeDisposition(part.fields.Value("Content-Disposition"));
    if (!part.IsMultipart() || depth >= kMaxMimeDepth) return part;
    const bool is_digest = part.type.type == "multipart/digest";
    for (const std::string_view inner : SplitMultipart(part.body, part.type.boundary, parts_left_)) {
      if (parts_left_ == 0) break;
      --parts_left_;
      part.parts.push_back(Read(inner, depth + 1, is_digest));
    }
    if (part.parts.empty()) part.type.type = "text/plain";  // no boundary, or another one than declared
    return part;
  }

 private:
  std::size_t parts_left_ = kMaxMimeParts;
};

}  // namespace

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return Lower(x) == Lower(y); });
}

MailFields MailFields::Read(std::string_view& bytes) {
  MailFields out;
  bool is_kept = false;
  for (bool is_first = true; !bytes.empty(); is_first = false) {
    std::string_view rest = bytes;
    const std::string_view line = TakeLine(rest);
    if (line.empty()) {
      bytes = rest;
      break;
    }
    const bool continues = !is_first && IsBlank(line.front());
    const std::string_view name = continues ? std::string_view() : FieldName(line);
    if (continues) {
      if (is_kept) {
        std::string_view& value = out.fields_.back().value;
        value = {value.data(), static_cast<std::size_t>(line.data() + line.size() - value.data())};
      }
    } else if (!name.empty()) {
      is_kept = out.fields_.size() < kMaxMailFields;
      if (is_kept) out.fields_.push_back({name, line.substr(line.find(':') + 1)});
    } else if (std::string_view next = rest; FieldName(TakeLine(next)).empty()) {
      break;  // the empty line was forgotten: the body begins here
    } else {
      is_kept = false;  // one broken line, such as the "From " of a mailbox file
    }
    bytes = rest;
  }
  return out;
}

std::string MailFields::Value(std::string_view name) const {
  const auto field =
      std::find_if(fields_.begin(), fields_.end(), [&](const Field& f) { return EqualsIgnoringCase(f.name, name); });
  if (field == fields_.end()) return {};
  std::string out;
  for (const char c : field->value.substr(0, kMaxFieldBytes)) {
    if (c == '\r' || c == '\n') continue;
    out += c == '\0' ? ' ' : c;
  }
  out.erase(0, out.find_first_not_of(" \t"));
  out.resize(WithoutTrailingBlanks(out).size());
  return out;
}

bool MailFields::Has(std::string_view name) const {
  return std::any_of(fields_.begin(), fields_.end(), [&](const Field& f) { return EqualsIgnoringCase(f.name, name); });
}

std::string MimePart::Decoded(std::size_t max_bytes) const {
  return DecodeTransfer(body, fields.Value("Content-Transfer-Encoding"), max_bytes);
}

MimePart ReadMimeTree(std::string_view bytes) { return TreeReader().Read(bytes, 0, false); }

}  // namespace replywatch

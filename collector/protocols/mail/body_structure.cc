#include "collector/protocols/mail/body_structure.h"

#include <algorithm>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kMostAttachments = 50;
constexpr std::size_t kMostTexts = 5;
constexpr std::size_t kMostParts = 200;
constexpr std::size_t kMostDepth = 20;
constexpr std::size_t kMaxParameterBytes = 100;
// Type, subtype, parameters, id, description, encoding, octets.
constexpr std::size_t kFixedFields = 7;

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

// The value that follows a name in a list of parameters.
std::string Parameter(const ImapValue& list, std::string_view name) {
  for (std::size_t i = 0; i + 1 < list.list.size(); i += 2) {
    if (Lower(list.list[i].text) == name) return list.list[i + 1].text;
  }
  return {};
}

struct Leaf {
  const ImapValue* part = nullptr;
  std::string section;
  bool is_alternative = false;  // says the same as its neighbours
  bool is_first_form = false;   // none of them before it is text
  std::string type;
  std::string name;
  bool is_attachment = false;
  std::int64_t octets = 0;
};

// Of one part that is no multipart: its disposition ("attachment", ("filename" "x")) is among what follows the fixed fields.
Leaf ReadLeaf(const ImapValue& part, std::string section) {
  Leaf leaf;
  leaf.part = &part;
  leaf.section = std::move(section);
  leaf.type = Lower(part.list[0].text) + "/" + Lower(part.list[1].text);
  leaf.name = Parameter(part.list[2], "name");
  leaf.octets = std::max<std::int64_t>(part.list[6].Number().value_or(0), 0);
  for (std::size_t i = kFixedFields; i < part.list.size(); ++i) {
    const ImapValue& field = part.list[i];
    if (field.list.size() != 2 || field.list[0].kind != ImapValue::Kind::kString) continue;
    leaf.is_attachment = leaf.is_attachment || Lower(field.list[0].text) == "attachment";
    if (std::string name = Parameter(field.list[1], "filename"); !name.empty()) leaf.name = std::move(name);
  }
  return leaf;
}

bool IsText(const Leaf& leaf) { return leaf.type == "text/plain" || leaf.type == "text/html"; }

class LeafReader {
 public:
  // The parts of a mail that is no multipart are called "1".
  void Read(const ImapValue& part, const std::string& section, bool is_alternative, std::size_t depth) {
    if (part.list.empty() || leaves_.size() >= kMostParts || depth > kMostDepth) return;
    if (part.list.front().kind != ImapValue::Kind::kList) {
      if (part.list.size() < kFixedFields) return;
      Leaf leaf = ReadLeaf(part, section.empty() ? "1" : section);
      leaf.is_alternative = is_alternative;
      leaf.is_first_form = is_alternative && !has_form_;
      has_form_ = has_form_ || IsText(leaf);
      leaves_.push_back(std::move(leaf));
      return;
    }
    std::size_t children = 0;
    while (children < part.list.size() && part.list[children].kind == ImapValue::Kind::kList) ++children;
    const bool begins_choice = children < part.list.size() && Lower(part.list[children].text) == "alternative" && !is_alternative;
    if (begins_choice) has_form_ = false;
    for (std::size_t i = 0; i < children; ++i) {
      const std::string inner = (section.empty() ? "" : section + ".") + std::to_string(i + 1);
      Read(part.list[i], inner, is_alternative || begins_choice, depth + 1);
    }
  }
  std::vector<Leaf> Take() { return std::move(leaves_); }

 private:
  std::vector<Leaf> leaves_;
  bool has_form_ = false;
};

std::vector<Leaf> LeavesOf(const ImapValue& structure) {
  LeafReader reader;
  reader.Read(structure, "", false, 0);
  return reader.Take();
}

// Quoted, for a header field.
std::string Quoted(const std::string& value) {
  std::string out = "\"";
  for (const char c : CleanLine(value, kMaxParameterBytes)) {
    if (c != '"' && c != '\\') out += c;
  }
  return out + "\"";
}

std::string HeadOf(const Leaf& leaf) {
  std::string head = "Content-Type: " + leaf.type;
  for (const char* name : {"charset", "format", "delsp"}) {
    if (const std::string value = Parameter(leaf.part->list[2], name); !value.empty())
      head += std::string("; ") + name + "=" + Quoted(value);
  }
  head += "\r\n";
  const std::string encoding = CleanLine(leaf.part->list[5].text, kMaxParameterBytes);
  if (!encoding.empty()) head += "Content-Transfer-Encoding: " + encoding + "\r\n";
  return head + "\r\n";
}

}  // namespace

std::vector<ImapAttachment> ListAttachments(const ImapValue& structure) {
  std::vector<ImapAttachment> out;
  for (Leaf& leaf : LeavesOf(structure)) {
    if (out.size() >= kMostAttachments) break;
    if (leaf.is_attachment || !IsText(leaf)) out.push_back({std::move(leaf.type), std::move(leaf.name)});
  }
  return out;
}

std::vector<ImapText> ListTextsBehind(const ImapValue& structure, std::int64_t offset) {
  std::vector<ImapText> out;
  std::int64_t begin = 0;
  for (const Leaf& leaf : LeavesOf(structure)) {
    const bool is_shown =
        IsText(leaf) && !leaf.is_attachment && leaf.name.empty() && (!leaf.is_alternative || leaf.is_first_form);
    if (is_shown && begin >= offset && out.size() < kMostTexts) out.push_back({leaf.section, HeadOf(leaf)});
    begin += std::min<std::int64_t>(leaf.octets, std::int64_t{1} << 40U);
  }
  return out;
}

}  // namespace replywatch

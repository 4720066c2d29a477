#include "shared/store/sqlite/encode.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <sstream>

namespace replywatch::sqlite {
namespace {

using Json = nlohmann::json;

Json LengthToJson(const LengthRule& rule) {
  return {{"max", rule.max},
          {"unit", static_cast<int>(rule.unit)},
          {"url_length", rule.url_length},
          {"short_mentions", rule.short_mentions},
          {"max_bytes", rule.max_bytes}};
}

LengthRule LengthFromJson(const Json& json) {
  LengthRule rule;
  rule.max = json.value("max", std::int64_t{0});
  rule.unit = static_cast<LengthUnit>(json.value("unit", 0));
  rule.url_length = json.value("url_length", std::int64_t{0});
  rule.short_mentions = json.value("short_mentions", false);
  rule.max_bytes = json.value("max_bytes", std::int64_t{0});
  return rule;
}

std::string Dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string EncodeCapabilities(const Capabilities& c) {
  return Dump({{"reply_public", c.reply_public},
               {"reply_private", c.reply_private},
               {"like", c.like},
               {"approve", c.approve},
               {"edits_visible", c.edits_visible},
               {"push", c.push},
               {"erase_removed", c.erase_removed},
               {"written_here", c.written_here},
               {"public_prefix", c.public_prefix},
               {"private_prefix", c.private_prefix},
               {"public_length", LengthToJson(c.public_length)},
               {"private_length", LengthToJson(c.private_length)},
               {"resend_guard", static_cast<int>(c.resend_guard)}});
}

Capabilities DecodeCapabilities(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  Capabilities c;
  if (!json.is_object()) return c;
  try {
    c.reply_public = json.value("reply_public", false);
    c.reply_private = json.value("reply_private", false);
    c.like = json.value("like", false);
    c.approve = json.value("approve", false);
    c.edits_visible = json.value("edits_visible", false);
    c.push = json.value("push", false);
    c.erase_removed = json.value("erase_removed", false);
    c.written_here = json.value("written_here", false);
    c.public_prefix = json.value("public_prefix", "");
    c.private_prefix = json.value("private_prefix", "");
    c.public_length = LengthFromJson(json.value("public_length", Json::object()));
    c.private_length = LengthFromJson(json.value("private_length", Json::object()));
    c.resend_guard = static_cast<ResendGuard>(json.value("resend_guard", static_cast<int>(ResendGuard::kNone)));
  } catch (const Json::exception&) {
    return {};
  }
  return c;
}

std::string EncodeAttachments(const std::vector<Attachment>& attachments) {
  if (attachments.empty()) return {};
  Json json = Json::array();
  for (const Attachment& a : attachments) json.push_back({static_cast<int>(a.kind), a.url, a.description});
  return Dump(json);
}

std::vector<Attachment> DecodeAttachments(const std::string& text) {
  std::vector<Attachment> attachments;
  if (text.empty()) return attachments;
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_array()) return attachments;
  for (const Json& a : json) {
    if (!a.is_array() || a.size() != 3 || !a[0].is_number_integer() || !a[1].is_string() || !a[2].is_string()) continue;
    attachments.push_back({static_cast<AttachmentKind>(a[0].get<int>()), a[1].get<std::string>(), a[2].get<std::string>()});
  }
  return attachments;
}

std::string EncodeEvidence(const std::vector<Evidence>& evidence) {
  std::string out;
  for (const Evidence& e : evidence) {
    out += std::to_string(e.begin) + ',' + std::to_string(e.end) + ',' + std::to_string(static_cast<unsigned>(e.flag)) + ';';
  }
  return out;
}

std::vector<Evidence> DecodeEvidence(const std::string& text) {
  std::vector<Evidence> evidence;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    Evidence e;
    unsigned flag = 0;
    auto [p1, c1] = std::from_chars(at, end, e.begin);
    if (c1 != std::errc() || p1 == end) break;
    auto [p2, c2] = std::from_chars(p1 + 1, end, e.end);
    if (c2 != std::errc() || p2 == end) break;
    auto [p3, c3] = std::from_chars(p2 + 1, end, flag);
    if (c3 != std::errc() || p3 == end) break;
    e.flag = static_cast<Flag>(flag);
    evidence.push_back(e);
    at = p3 + 1;
  }
  return evidence;
}

std::string EncodeWords(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::vector<std::string> DecodeWords(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::int64_t EncodeAbilities(const ItemAbilities& a) {
  return (a.reply_public ? 1 : 0) | (a.reply_private ? 2 : 0) | (a.like ? 4 : 0) | (a.approve ? 8 : 0);
}

void DecodeAbilities(std::int64_t bits, ItemAbilities& a) {
  a.reply_public = (bits & 1) != 0;
  a.reply_private = (bits & 2) != 0;
  a.like = (bits & 4) != 0;
  a.approve = (bits & 8) != 0;
}

}  // namespace replywatch::sqlite

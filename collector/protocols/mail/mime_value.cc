#include "collector/protocols/mail/mime_value.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "collector/protocols/mail/encoded_words.h"
#include "collector/protocols/mail/mail_charset.h"
#include "shared/base/utf8.h"
#include "shared/model/item.h"

namespace replywatch {
namespace {

// GMime reads groups within groups, which RFC 5322 does not know, by recursion: so many colons and no more.
constexpr std::size_t kMaxColons = 100;
constexpr std::size_t kMaxParameterBytes = 2000;

struct GObjectDeleter {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <typename T>
using Owned = std::unique_ptr<T, GObjectDeleter>;

struct GFree {
  void operator()(char* text) const { g_free(text); }
};
using OwnedText = std::unique_ptr<char, GFree>;

struct DateDeleter {
  void operator()(GDateTime* date) const { g_date_time_unref(date); }
};

struct OptionsDeleter {
  void operator()(GMimeParserOptions* options) const { g_mime_parser_options_free(options); }
};
using Options = std::unique_ptr<GMimeParserOptions, OptionsDeleter>;

void StartGMime() {
  static std::once_flag started;
  std::call_once(started, [] { g_mime_init(); });
}

Options MakeOptions() {
  StartGMime();
  Options options(g_mime_parser_options_new());
  g_mime_parser_options_set_allow_addresses_without_domain(options.get(), 1);
  return options;
}

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

std::string Parameter(GMimeParamList* list, const char* name) {
  GMimeParam* param = list == nullptr ? nullptr : g_mime_param_list_get_parameter(list, name);
  const char* value = param == nullptr ? nullptr : g_mime_param_get_value(param);
  return value == nullptr ? std::string() : std::string(value).substr(0, kMaxParameterBytes);
}

// GMime decodes words its own way (see encoded_words.h): while it reads, a character for private use stands in for their start.
constexpr std::string_view kWordStart = "=?";
constexpr std::string_view kHiddenStart = "\xEE\x80\x80";

std::string Replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(from, begin), text.size());
    out.append(text.substr(begin, end - begin));
    if (end < text.size()) out += to;
    begin = end + (end < text.size() ? from.size() : 1);
  }
  return out;
}

std::string Hidden(const std::string& value) {
  return Replaced(IsValidUtf8(value) ? value : MailTextToUtf8(value, ""), kWordStart, kHiddenStart);
}

std::string DecodedLine(std::string_view hidden, std::size_t max_bytes) {
  return CleanLine(DecodeWords(Replaced(hidden, kHiddenStart, kWordStart)), max_bytes);
}

// Against RFC 2231, Outlook and others write encoded words into parameters.
std::string FileName(const std::string& value) {
  const std::string name = DecodedLine(value, kMaxParameterBytes);
  const std::size_t folder = name.find_last_of("/\\");
  return std::string(TruncateUtf8(folder == std::string::npos ? name : name.substr(folder + 1), kMaxNameBytes));
}

void AddMailbox(InternetAddressMailbox* mailbox, std::vector<MailAddress>& out) {
  const char* address = internet_address_mailbox_get_addr(mailbox);
  const char* name = internet_address_get_name(INTERNET_ADDRESS(mailbox));
  MailAddress found;
  found.address = Lower(CleanLine(address == nullptr ? "" : address, kMaxMailAddressBytes + 1));
  if (found.address.empty() || found.address.size() > kMaxMailAddressBytes) return;
  if (found.address.find_first_of(" <>") != std::string::npos) return;
  // Words within quotation marks, against RFC 2047, are common.
  if (name != nullptr) found.name = DecodedLine(name, kMaxNameBytes);
  out.push_back(std::move(found));
}

void AddAddresses(InternetAddressList* list, std::vector<MailAddress>& out, bool is_group = false) {
  const int count = list == nullptr ? 0 : internet_address_list_length(list);
  for (int i = 0; i < count && out.size() < kMaxMailAddresses; ++i) {
    InternetAddress* address = internet_address_list_get_address(list, i);
    if (INTERNET_ADDRESS_IS_MAILBOX(address)) {
      AddMailbox(INTERNET_ADDRESS_MAILBOX(address), out);
    } else if (INTERNET_ADDRESS_IS_GROUP(address) && !is_group) {
      AddAddresses(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)), out, true);
    }
  }
}

}  // namespace

MimeType ReadMimeType(const std::string& value) {
  const Options options = MakeOptions();
  MimeType out;
  if (value.empty()) return out;
  const Owned<GMimeContentType> read(g_mime_content_type_parse(options.get(), Hidden(value).c_str()));
  if (read == nullptr) return out;
  const OwnedText type(g_mime_content_type_get_mime_type(read.get()));
  GMimeParamList* parameters = g_mime_content_type_get_parameters(read.get());
  // "text" alone and the like, as old programs write it (RFC 2045, 5.2).
  if (value.find('/') != std::string::npos) out.type = Lower(CleanLine(type.get(), 100));
  out.charset = CleanLine(Parameter(parameters, "charset"), 100);
  out.boundary = Parameter(parameters, "boundary");
  out.report_type = Lower(CleanLine(Parameter(parameters, "report-type"), 100));
  out.file_name = FileName(Parameter(parameters, "name"));
  out.is_flowed = Lower(Parameter(parameters, "format")) == "flowed";
  out.deletes_space = Lower(Parameter(parameters, "delsp")) == "yes";
  return out;
}

MimeDisposition ReadMimeDisposition(const std::string& value) {
  const Options options = MakeOptions();
  MimeDisposition out;
  if (value.empty()) return out;
  const Owned<GMimeContentDisposition> read(g_mime_content_disposition_parse(options.get(), Hidden(value).c_str()));
  if (read == nullptr) return out;
  const char* kind = g_mime_content_disposition_get_disposition(read.get());
  out.is_attachment = kind != nullptr && Lower(kind) == "attachment";
  out.file_name = FileName(Parameter(g_mime_content_disposition_get_parameters(read.get()), "filename"));
  return out;
}

std::string DecodeHeaderText(const std::string& value, std::size_t max_bytes) { return CleanLine(DecodeWords(value), max_bytes); }

std::vector<MailAddress> ReadMailAddresses(const std::string& value) {
  const Options options = MakeOptions();
  std::string bounded = Hidden(value);
  std::size_t colons = 0;
  for (char& c : bounded) {
    if (c == ':' && ++colons > kMaxColons) c = ' ';
  }
  std::vector<MailAddress> out;
  const Owned<InternetAddressList> list(internet_address_list_parse(options.get(), bounded.c_str()));
  AddAddresses(list.get(), out);
  return out;
}

std::optional<Timestamp> ReadMailDate(const std::string& value) {
  StartGMime();
  const std::unique_ptr<GDateTime, DateDeleter> date(g_mime_utils_header_decode_date(value.c_str()));
  if (date == nullptr) return std::nullopt;
  const std::int64_t seconds = g_date_time_to_unix(date.get());
  constexpr std::int64_t kYear10000 = 253'402'300'800;
  if (seconds < 0 || seconds >= kYear10000) return std::nullopt;
  return Timestamp{seconds * 1000};
}

std::string DecodeTransfer(std::string_view body, const std::string& encoding, std::size_t max_bytes) {
  body = body.substr(0, max_bytes);
  if (Lower(encoding) == "base64") return DecodeBase64(body);
  const GMimeContentEncoding kind = g_mime_content_encoding_from_string(encoding.c_str());
  if (kind == GMIME_CONTENT_ENCODING_DEFAULT) return std::string(body);
  GMimeEncoding state;
  g_mime_encoding_init_decode(&state, kind);
  std::string out(g_mime_encoding_outlen(&state, body.size()), '\0');
  out.resize(g_mime_encoding_flush(&state, body.data(), body.size(), out.data()));
  return out;
}

}  // namespace replywatch

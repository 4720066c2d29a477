// What a mailbox's server says, in pieces of any length, to commands that it may never have been asked.
#include "collector/connectors/email/email_items.h"

namespace {

using namespace replywatch;

class Pieces final : public MailStream {
 public:
  explicit Pieces(std::string_view bytes) : rest_(bytes) {}
  Status Write(std::string_view /*bytes*/, const CancelToken& /*cancel*/) override { return {}; }
  Result<std::string> Read(const CancelToken& /*cancel*/) override {
    if (rest_.empty()) return MakeError(ErrorKind::kBackOff, "the end");
    const std::size_t size = std::min<std::size_t>(rest_.size(), 1 + static_cast<unsigned char>(rest_.front()) % 97);
    std::string piece(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return piece;
  }

 private:
  std::string_view rest_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const email::Us us{{"shop@atelier.example"}};
  const Timestamp now{1'790'000'000'000};
  ImapSession session(std::make_unique<Pieces>(bytes));
  for (int i = 0; i < 4; ++i) {
    const auto reply = i == 3 ? session.RunWithLiteral("APPEND \"Sent\"", "mail", now, {}) : session.Run("NOOP", now, {});
    if (!reply.ok()) {
      if (reply.error().text.find('\n') != std::string::npos) __builtin_trap();
      continue;
    }
    email::ReadFolders(*reply);
    email::ReadFolderState(*reply);
    const auto uids = email::ReadSearch(*reply);
    if (!std::is_sorted(uids.begin(), uids.end())) __builtin_trap();
    for (const email::FetchedMail& mail : email::ReadFetch(*reply)) {
      const email::ReadItem item = email::ToItem(mail, {0, 1, mail.uid}, email::Found::kWhereMailArrives, us, now);
      if (item.item.has_value() == item.set_aside.has_value()) __builtin_trap();
    }
  }
  for (const ImapValue& value : ReadImapValues(bytes)) {
    ListAttachments(value);
    for (const ImapText& text : ListTextsBehind(value, 0)) {
      if (!text.head.ends_with("\r\n\r\n")) __builtin_trap();
    }
  }
  if (const auto at = ReadImapTime(bytes); at && ReadImapTime(WriteImapTime(*at)) != at) __builtin_trap();
  if (const auto place = email::Place::Read(bytes); place && email::Place::Read(place->Write())->uid != place->uid)
    __builtin_trap();
  return 0;
}

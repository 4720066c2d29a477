#include "collector/notifiers/shop_mail.h"

namespace replywatch {

std::string ShopMail::Domain() const {
  const std::size_t at = from.rfind('@');
  return from.substr(at + 1, from.find('>', at) - at - 1);
}

Result<ShopMail> ShopMailOf(const Settings& settings) {
  if (!settings.mail) return MakeError(ErrorKind::kConfiguration, "sending mail needs \"mail\" with the shop's mail server");
  ShopMail mail;
  mail.account.url = settings.mail->smtp;
  mail.account.user = settings.mail->user;
  mail.account.ca_file = settings.ca_file;
  if (settings.mail->password) {
    RW_ASSIGN_OR_RETURN(mail.account.password, ReadSecret(*settings.mail->password));
  }
  mail.from = settings.mail->from.empty() ? settings.mail->user : settings.mail->from;
  if (mail.from.find('@') == std::string::npos)
    return MakeError(ErrorKind::kConfiguration, "\"mail\" needs \"from\", an address of the shop");
  return mail;
}

std::string MailKey(std::string_view text) {
  std::uint64_t hash = 14'695'981'039'346'656'037ULL;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
  return std::to_string(hash);
}

}  // namespace replywatch

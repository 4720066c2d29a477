// ShopMail: the shop's own mail account, out of the settings.
#pragma once

#include <string>
#include <string_view>

#include "collector/protocols/mail/smtp.h"
#include "shared/settings/settings.h"

namespace replywatch {

struct ShopMail {
  SmtpAccount account;
  std::string from;

  std::string Domain() const;  // of `from`
};

// kConfiguration: no mail server is named, its password is missing, or there is no address to write from.
Result<ShopMail> ShopMailOf(const Settings& settings);

// Digits for a Message-ID: the same for the same text, in every build.
std::string MailKey(std::string_view text);

}  // namespace replywatch

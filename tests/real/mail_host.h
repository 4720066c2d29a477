// MailHost: a real Dovecot and Exim on loopback, in a folder of its own; started by mail/start.sh and stopped with the object.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/real/real_shop.h"

namespace replywatch::testing {

class MailHost {
 public:
  MailHost();
  ~MailHost();
  MailHost(const MailHost&) = delete;
  MailHost& operator=(const MailHost&) = delete;

  // Empty: it runs. Else why it cannot: something is not installed.
  const std::string& missing() const { return missing_; }

  void Start();
  void StopMailboxes() const;

  // What people.py does; throws std::runtime_error when it fails.
  nlohmann::json People(std::vector<std::string> arguments) const;
  // Somebody sends a mail: "from", "to", "subject", "text", "id", and "charset" and "headers" where they matter.
  void Send(const nlohmann::json& mail) const { People({"send", mail.dump()}); }
  // Somebody writes to the shop.
  void Write(const std::string& from, const std::string& id, const std::string& subject, const std::string& text) const;
  // "head", "text" and "flags" of what lies in a folder.
  nlohmann::json Folder(const std::string& user, const std::string& folder) const { return People({"show", user, folder}); }

  // A shop that reads and answers shop@shop.test, encrypted from the beginning or by STARTTLS.
  struct ShopOptions {
    bool starttls = false;
    std::string password = {};  // empty: the right one
    std::string imap = {};      // empty: the host itself
  };
  std::unique_ptr<RealShop> MakeShop() const { return MakeShop({}); }
  std::unique_ptr<RealShop> MakeShop(const ShopOptions& options) const;
  // A way to the mailbox that is cut once, after so many bytes; where it leads to is in `address`.
  std::unique_ptr<ChildProcess> CutAfter(int bytes, std::string& address) const;
  // Gives the mails of INBOX new numbers.
  void Renumber() const;

 private:
  std::string Address(const std::string& scheme) const;

  TempFolder folder_;  // on a disk: programs are started from it
  int port_;
  std::string missing_;
  nlohmann::json facts_;
};

}  // namespace replywatch::testing

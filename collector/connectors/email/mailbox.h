// Mailbox: the folders of one IMAP account, as the connector needs them. Signs in when first asked and again after the connection
// ended; reads with EXAMINE and BODY.PEEK, so that nothing is marked as read. One thread at a time. Every call: errors as
// MailTransport::Open and ImapSession::Run.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collector/protocols/mail/body_structure.h"
#include "collector/protocols/mail/imap_session.h"
#include "collector/protocols/mail/imap_value.h"

namespace replywatch::email {

struct Folder {
  std::string name;              // as the server writes it (modified UTF-7)
  std::vector<std::string> use;  // "\sent", "\noselect" ..., lower case
  bool Has(std::string_view attribute) const;
};

struct FolderState {
  std::int64_t uid_validity = 0;  // other numbers for the same mails when it changes
  std::int64_t uid_next = 0;      // no mail has this number or a higher one yet
};

struct FetchedMail {
  std::int64_t uid = 0;
  std::optional<Timestamp> arrived;
  std::optional<std::string> bytes;  // at most kWindowBytes of it; absent: the server has no content
  bool is_cut = false;
  std::vector<ImapAttachment> attachments;  // of a cut one, all it has
  std::vector<std::string> texts_behind;    // of a cut one, its own text behind its files, each as a mail of one part
};

// Text mostly comes first in mails; what is beyond are attachments, which are listed by the server, and at times text behind
// them.
inline constexpr std::int64_t kWindowBytes = 256 * 1024;

class Mailbox {
 public:
  explicit Mailbox(std::unique_ptr<MailTransport> transport) : transport_(std::move(transport)) {}

  // Signs in anew and asks what the server can do.
  Status SignIn(Timestamp now, const CancelToken& cancel);
  // Of the last sign-in.
  bool Can(std::string_view capability) const;
  const std::vector<std::string>& alerts() const { return alerts_; }

  // At most 1,000.
  Result<std::vector<Folder>> List(Timestamp now, const CancelToken& cancel);
  // kNotFound: no such folder.
  Result<FolderState> State(const std::string& folder, Timestamp now, const CancelToken& cancel);

  // The following speak of the folder entered last; entering it again costs nothing.
  Result<FolderState> Enter(const std::string& folder, Timestamp now,
                            const CancelToken& cancel);  // as it was when it was entered
  Result<std::vector<std::int64_t>> SearchAfter(std::int64_t uid, Timestamp now, const CancelToken& cancel);
  Result<std::vector<std::int64_t>> SearchSince(Timestamp since, Timestamp now, const CancelToken& cancel);
  // The newest 20, not all of which need have exactly that id in that header field.
  Result<std::vector<std::int64_t>> SearchMessageId(const std::string& message_id, Timestamp now, const CancelToken& cancel,
                                                    const char* field = "Message-ID");
  // In rising order; what vanished meanwhile is left out.
  Result<std::vector<FetchedMail>> Fetch(const std::vector<std::int64_t>& uids, Timestamp now, const CancelToken& cancel);
  // The head alone; empty when it vanished.
  Result<std::string> FetchHead(std::int64_t uid, Timestamp now, const CancelToken& cancel);
  Status Leave(Timestamp now, const CancelToken& cancel);

  Status MarkAnswered(const std::string& folder, std::int64_t uid, Timestamp now, const CancelToken& cancel);
  Status Append(const std::string& folder, const std::string& mail, Timestamp now, const CancelToken& cancel);

  // False after an error that ended the connection.
  bool is_open() const { return session_ != nullptr; }
  MailTransport& transport() { return *transport_; }

 private:
  Result<ImapReply> Run(const std::string& command, Timestamp now, const CancelToken& cancel);
  Status Ready(Timestamp now, const CancelToken& cancel);
  Result<std::vector<std::int64_t>> Search(const std::string& keys, Timestamp now, const CancelToken& cancel);
  Result<std::string> FetchSection(std::int64_t uid, const std::string& section, Timestamp now, const CancelToken& cancel);
  Status ListWhatWasCut(std::vector<FetchedMail>& mails, Timestamp now, const CancelToken& cancel);

  std::unique_ptr<MailTransport> transport_;
  std::unique_ptr<ImapSession> session_;
  std::vector<std::string> capabilities_;
  std::vector<std::string> alerts_;
  std::string entered_;  // empty: none
  FolderState entered_state_;
};

// What the server said, read without trusting it: pure functions.
std::vector<std::int64_t> ReadSearch(const ImapReply& reply);        // rising, each once
std::vector<FetchedMail> ReadFetch(const ImapReply& reply);          // of those that carry a body
std::optional<FolderState> ReadFolderState(const ImapReply& reply);  // of STATUS
std::vector<Folder> ReadFolders(const ImapReply& reply);

}  // namespace replywatch::email

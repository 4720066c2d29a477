// CallNotes: a telephone call that staff wrote down becomes one message of the history, on the clock of every other. Checking
// works without the database; storing runs inside one write session and, for one key, happens once.
#pragma once

#include <string>

#include "collector/ingest.h"
#include "shared/actions/staff_actions.h"

namespace replywatch {

inline constexpr std::size_t kMaxCallTextBytes = 16 * 1024;
inline constexpr std::size_t kMaxCallKeyBytes = 100;
inline constexpr Duration kOldestCall = Duration::Days(366);

struct CallNote {
  std::string caller;     // a name; may be empty
  std::string number;     // as CheckCall leaves it: NormalisePhoneNumber's; empty: not known
  std::string email;      // may be empty
  ContactId contact;      // a person known here who called, or was called; 0: whoever `number` says
  std::string text;       // what it was about
  Timestamp at;           // of the call
  bool settled = false;   // answered in the talk itself
  bool outgoing = false;  // we called them
  std::string key;        // names the call: noted under one key once
};

// The note with clean texts and its number in one form. kInvalidArgument, saying what to write instead: nobody named, an empty or
// too long text, no telephone number, no address, a time that is ahead of `now` or older than kOldestCall, a settled outgoing
// call.
Result<CallNote> CheckCall(CallNote note, const std::string& country_code, Timestamp now);

// The words of a note, clean. kInvalidArgument, saying what to write instead: empty ones, more than kMaxCallTextBytes.
Result<std::string> CheckCallText(const std::string& text);

// A checked note with what the detector says of it.
struct PreparedCall {
  CallNote note;
  PreparedItem prepared;
};
PreparedCall PrepareCall(const Ingest& ingest, CallNote note);

struct StoredCall {
  MessageId message;
  ConversationId conversation;
  ContactId contact;
  bool was_known = false;  // it stood there before; nothing was done
  bool waits = false;      // somebody in this conversation waits for an answer now
};

// `inbox` is stored and written_here. kNotFound for an unknown contact; kInvalidArgument for an erased one, for a number that is
// somebody else's here, for an outgoing call to nobody in particular, and for a key under which another call stands.
Result<StoredCall> StoreCall(Session& session, const Actor& actor, const Inbox& inbox, const PreparedCall& call);

// Checked `text` in place of what a noted call says: its earlier words stay in its history, its flags are judged anew unless a
// person set them, and whether it is settled stays. The words that stand there already change nothing (was_known). kNotFound for
// an unknown message; kInvalidArgument for one that was not written here, and for one whose words were erased.
Result<StoredCall> CorrectCall(Session& session, const Actor& actor, const Ingest& ingest, MessageId message,
                               const std::string& text);

}  // namespace replywatch

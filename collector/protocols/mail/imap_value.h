// The values of which IMAP answers are made (RFC 3501, section 4): atoms, strings, NIL and lists in each other. Pure functions
// over foreign bytes; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/timestamp.h"

namespace replywatch {

struct ImapValue {
  enum class Kind : std::uint8_t { kAtom, kString, kNil, kList };
  Kind kind = Kind::kNil;
  std::string text;             // of an atom or a string
  std::vector<ImapValue> list;  // of a list

  // Atoms are compared without regard to case.
  bool IsAtom(std::string_view word) const;
  // nullopt unless it is an atom of at most 18 digits.
  std::optional<std::int64_t> Number() const;
};

// One answer with its literals in place ("{3}\r\nabc"), without the last line break. An unclosed list ends with the text, what
// follows a list that was not open is dropped, lists in each other more than 40 deep are read as empty,
// and of more than 200,000 values the rest is left out.
std::vector<ImapValue> ReadImapValues(std::string_view answer);

// The value after the atom `name` in a list of names and values, as FETCH and STATUS answer; a null pointer when there is none.
const ImapValue* FindImapValue(const std::vector<ImapValue>& pairs, std::string_view name);

// "17-Jul-1996 02:44:25 -0700" (RFC 3501, date-time); nullopt otherwise.
std::optional<Timestamp> ReadImapTime(std::string_view text);
// The same in UTC, for APPEND; and "17-Jul-1996", for SEARCH SINCE.
std::string WriteImapTime(Timestamp at);
std::string WriteImapDate(Timestamp at);

// A mailbox's name, UTF-8, as IMAP wants it in a command: modified UTF-7 (RFC 3501, 5.1.3), quoted. nullopt when it is no UTF-8
// or has a control character.
std::optional<std::string> QuoteMailboxName(std::string_view name);
// `text` as a quoted string; nullopt when it has a line break, a NUL or a byte over 127.
std::optional<std::string> QuoteImapString(std::string_view text);

}  // namespace replywatch

// Same person: whether two contacts look like one, so that a person may be asked to merge them. Suggested, never done by
// itself. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "shared/model/contact.h"

namespace replywatch {

enum class Likeness : std::uint8_t {
  kEmail,          // one address
  kHandle,         // one handle that names its server too ("ana@far.example"): one account, seen from two inboxes
  kHandleAndName,  // both the same, in different inboxes
  kName,           // one full name, in different inboxes
};

struct MergeSuggestion {
  Contact contact;
  Likeness likeness = Likeness::kName;
};

// The strongest likeness of any two accounts; nullopt: none. Letter case, diacritics and script do not matter; a name counts from
// two words on.
std::optional<Likeness> LikenessOf(std::span<const ContactIdentity> one, std::span<const ContactIdentity> other);

}  // namespace replywatch

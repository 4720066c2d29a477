// Threading: whose conversation an item belongs to (product definitions 1 and 4), and
// whether it is talk among others. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>

#include "shared/model/classification.h"
#include "shared/model/item.h"

namespace replywatch {

// What is known of the item that another one replies to.
struct ParentFacts {
  Direction direction = Direction::kIncoming;
  // Account id of the person whose conversation the parent is in: its author, or whom we answered with
  // it. Empty: not known yet.
  std::string contact_source_id;
};

// Account id of the person in whose conversation the item belongs; empty when nobody can be named: a
// post of our own, or an answer to a comment that has not been read yet. An incoming item belongs to its author
// (an unknown author is given an id of the item's own); an outgoing one to the author of what it answers, else to
// whom it mentions first. `our_account_id` may be empty.
std::string ContactSourceIdOf(const Item& item, const std::optional<ParentFacts>& parent, const std::string& our_account_id);

// True for a public reply of one person to another that neither names us nor reports a problem.
bool IsTalkAmongOthers(const Item& item, const std::optional<ParentFacts>& parent, const std::string& our_account_id,
                       Flags flags);

}  // namespace replywatch

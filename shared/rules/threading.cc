#include "shared/rules/threading.h"

namespace replywatch {
namespace {

// Account id of the author of what `item` replies to; empty when unknown or ours.
std::string OtherParentAuthor(const Item& item, const std::optional<ParentFacts>& parent, const std::string& our_account_id) {
  if (parent && parent->direction == Direction::kOutgoing) return {};
  if (parent && !parent->contact_source_id.empty()) return parent->contact_source_id;
  if (!item.parent_author_id.empty() && item.parent_author_id != our_account_id) return item.parent_author_id;
  return {};
}

std::string FirstMentioned(const Item& item, const std::string& our_account_id) {
  for (const std::string& id : item.mentioned_ids) {
    if (!id.empty() && id != our_account_id) return id;
  }
  return {};
}

}  // namespace

std::string ContactSourceIdOf(const Item& item, const std::optional<ParentFacts>& parent, const std::string& our_account_id) {
  if (item.direction == Direction::kIncoming) {
    return item.author.source_id.empty() ? "unknown:" + item.source_id : item.author.source_id;
  }
  if (item.visibility == Visibility::kPrivate) {
    // A private message is seen by those it names and by nobody else.
    if (std::string mentioned = FirstMentioned(item, our_account_id); !mentioned.empty()) return mentioned;
  }
  if (parent && !parent->contact_source_id.empty()) return parent->contact_source_id;
  if (std::string author = OtherParentAuthor(item, parent, our_account_id); !author.empty()) return author;
  // Mentioning somebody in a post of our own is not an answer to them.
  return item.parent_source_id.empty() ? std::string() : FirstMentioned(item, our_account_id);
}

bool IsTalkAmongOthers(const Item& item, const std::optional<ParentFacts>& parent, const std::string& our_account_id,
                       Flags flags) {
  if (item.direction != Direction::kIncoming || item.visibility != Visibility::kPublic) return false;
  if (item.mentions_us || flags.Has(Flag::kProblem) || flags.Has(Flag::kThreat)) return false;
  const std::string other = OtherParentAuthor(item, parent, our_account_id);
  return !other.empty() && other != item.author.source_id;
}

}  // namespace replywatch

#include "dashboard/view_models/row_words.h"

#include <algorithm>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

void AddFlagTags(const ListRow& row, const Catalogue& words, std::vector<RowTag>& tags) {
  const auto add = [&](TagKind kind, std::string_view key) { tags.push_back({kind, std::string(words.Text(key))}); };
  const Flags flags = row.wait ? row.wait->flags | row.flags : row.flags;
  if (flags.Has(Flag::kThreat)) add(TagKind::kThreat, "tag.threat");
  if (flags.Has(Flag::kWentPublic)) add(TagKind::kWentPublic, "tag.went_public");
  if (flags.Has(Flag::kProblem)) add(TagKind::kProblem, "tag.problem");
  if (flags.Has(Flag::kQuestion)) add(TagKind::kQuestion, "tag.question");
  const bool is_thanks = row.wait ? row.wait->kind == WaitKind::kThank : flags.Has(Flag::kPraise);
  if (is_thanks) add(TagKind::kToThank, row.wait ? "tag.to_thank" : "tag.praise");
  if (flags.Has(Flag::kRepeat)) add(TagKind::kRepeat, "tag.repeat");
}

}  // namespace

std::vector<RowTag> TagsOf(const ListRow& row, Timestamp now, const Catalogue& words) {
  std::vector<RowTag> tags;
  if (row.status == ConversationStatus::kSnoozed && row.snoozed_until && *row.snoozed_until > now) {
    tags.push_back({TagKind::kSnoozed, std::string(words.Text("tag.snoozed"))});
  }
  if (row.is_held) tags.push_back({TagKind::kHeld, std::string(words.Text("tag.held"))});
  AddFlagTags(row, words, tags);
  if (row.rating) tags.push_back({TagKind::kRating, words.Count("tag.stars", *row.rating)});
  if (row.wait && row.wait->message_count > 1)
    tags.push_back({TagKind::kManyMessages, words.Count("tag.messages", row.wait->message_count)});
  if (row.is_removed) tags.push_back({TagKind::kRemoved, std::string(words.Text("tag.removed"))});
  return tags;
}

std::string KindInWords(MessageKind kind, const Catalogue& words) {
  return std::string(words.Text("kind." + std::string(MessageKindName(kind))));
}

std::string PlaceOf(const Snapshot& snapshot, InboxId id, MessageKind kind, const Catalogue& words) {
  const Inbox* inbox = FindInbox(snapshot, id);
  if (inbox == nullptr) return KindInWords(kind, words);
  const auto same = std::count_if(snapshot.inboxes.begin(), snapshot.inboxes.end(),
                                  [&](const Inbox& other) { return other.active && other.platform == inbox->platform; });
  std::string place = inbox->display_name.empty() ? inbox->name : inbox->display_name;
  if (same > 1) place += " (" + inbox->name + ")";
  return place + " · " + KindInWords(kind, words);
}

std::string OwnerInWords(const Snapshot& snapshot, AgentId owner, const Catalogue& words) {
  const Agent* agent = FindAgent(snapshot, owner);
  return agent == nullptr ? std::string(words.Text("owner.nobody")) : agent->name;
}

std::string LanguageInWords(const Snapshot& snapshot, const std::string& tag, const Catalogue& words) {
  const auto found = snapshot.language_names.find(tag);
  if (found != snapshot.language_names.end()) return found->second;
  return tag == "und" ? std::string(words.Text("language.unknown")) : tag;
}

std::string_view TextOf(const OutboundMessage& reply, const Catalogue& words) {
  if (reply.kind == OutboundKind::kApproval) return words.Text("reply.approval");
  return reply.kind == OutboundKind::kLike ? words.Text("reply.like") : std::string_view(reply.text);
}

std::string WhatWasPromised(const Promise& promise, const Catalogue& words) {
  return promise.text.empty() ? std::string(words.Text("promise.answer")) : CleanLine(promise.text, 300);
}

std::string EmptyListWords(const Snapshot& snapshot, const ListFilter& filter, const Catalogue& words) {
  if (!filter.search.empty()) return std::string(words.Text("empty.search"));
  if (filter.inbox || !filter.language.empty()) return std::string(words.Text("empty.filtered"));
  switch (filter.kind) {
    case ListKind::kWaiting:
      if (snapshot.figures.to_thank > 0) return words.Count("empty.waiting_thank", snapshot.figures.to_thank);
      return std::string(words.Text("empty.waiting"));
    case ListKind::kDue: return std::string(words.Text("empty.due"));
    case ListKind::kProblems: return std::string(words.Text("empty.problems"));
    case ListKind::kToThank: return std::string(words.Text("empty.to_thank"));
    case ListKind::kMine: return std::string(words.Text("empty.mine"));
    case ListKind::kAll: return std::string(words.Text("empty.all"));
    case ListKind::kReview: return std::string(words.Text("empty.review"));
  }
  return {};
}

}  // namespace replywatch

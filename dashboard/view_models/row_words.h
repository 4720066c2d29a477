// What a row of the list and the head of a conversation say in words: platform, tags, owner.
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dashboard/view_models/snapshot.h"
#include "shared/rules/catalogue.h"

namespace replywatch {

enum class TagKind : std::uint8_t {
  kProblem,
  kQuestion,
  kToThank,
  kThreat,
  kRepeat,
  kWentPublic,
  kManyMessages,
  kRating,
  kHeld,
  kRemoved,
  kSnoozed,
  kNoAnswer
};

struct RowTag {
  TagKind kind = TagKind::kProblem;
  std::string text;
};

// The most telling first.
std::vector<RowTag> TagsOf(const ListRow& row, Timestamp now, const Catalogue& words);

// "Facebook · private"; the inbox's own name is added when the platform has several.
std::string PlaceOf(const Snapshot& snapshot, InboxId inbox, MessageKind kind, const Catalogue& words);
std::string KindInWords(MessageKind kind, const Catalogue& words);

// "nobody" when nobody owns it.
std::string OwnerInWords(const Snapshot& snapshot, AgentId owner, const Catalogue& words);

// Its own name ("polski"), or the word for an unknown language.
std::string LanguageInWords(const Snapshot& snapshot, const std::string& tag, const Catalogue& words);

// What goes out, or what is done without words.
std::string_view TextOf(const OutboundMessage& reply, const Catalogue& words);

// In the words of who made it; what was acknowledged without words is an answer.
std::string WhatWasPromised(const Promise& promise, const Catalogue& words);

// What an empty list says; never only "nothing".
std::string EmptyListWords(const Snapshot& snapshot, const ListFilter& filter, const Catalogue& words);

}  // namespace replywatch

// Item: one thing that a connector read, in the platform's own ids (opaque text),
// before threading gives it a conversation. Text is clean UTF-8 (CleanText), times are
// the platform's. A value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/timestamp.h"
#include "shared/model/capabilities.h"

namespace replywatch {

enum class MessageKind : std::uint8_t { kComment, kMention, kPrivate, kReview, kEmail, kPhone };
enum class Visibility : std::uint8_t { kPublic, kPrivate };
enum class Direction : std::uint8_t { kIncoming, kOutgoing };

// Whether people can see it on the platform now.
enum class Publication : std::uint8_t { kVisible, kHeld, kRemoved };
enum class RemovedBy : std::uint8_t { kNobody, kAuthor, kPage, kUnknown };

enum class AttachmentKind : std::uint8_t { kImage, kVideo, kAudio, kFile, kLink, kSticker };
struct Attachment {
  AttachmentKind kind = AttachmentKind::kFile;
  std::string url;          // where a person can open it; may be empty
  std::string description;  // alternative text or file name; may be empty
  bool operator==(const Attachment&) const = default;
};

struct Author {
  std::string source_id;  // the platform's account id; empty: unknown
  std::string name;       // as shown; may be empty
  std::string handle;     // what a mention would say, without '@'; may be empty
  std::string url;
  std::string email;  // only where the platform tells it
  bool operator==(const Author&) const = default;
};

struct Item {
  std::string source_id;         // unique within the inbox
  std::string parent_source_id;  // what it replies to; empty: the root itself
  std::string root_source_id;    // post, private talk or mail thread it belongs to
  std::string reply_target_id;   // what a reply to it names; empty: source_id
  // For a private item: the public item it was written in answer to, when the platform links them.
  std::string linked_source_id;
  MessageKind kind = MessageKind::kComment;
  Visibility visibility = Visibility::kPublic;
  Direction direction = Direction::kIncoming;
  bool automatic = false;  // the platform marks it as written by a machine
  Author author;
  // Account ids mentioned in the text. For an outgoing private item the first one is the person written to.
  std::vector<std::string> mentioned_ids;
  bool mentions_us = false;
  std::string parent_author_id;  // account id the parent belongs to, where the platform tells; may be empty
  std::string text;              // plain text; may be empty
  std::string language;          // the platform's hint; may be empty
  std::vector<Attachment> attachments;
  std::optional<int> rating;  // stars 1..5
  Timestamp created_at;
  std::optional<Timestamp> edited_at;
  Publication publication = Publication::kVisible;
  RemovedBy removed_by = RemovedBy::kNobody;
  std::string permalink;
  std::string root_title;  // the post's title or first words, as context; may be empty
  std::string root_permalink;
  ItemAbilities abilities;
  std::optional<bool> liked;  // by us, on the platform; absent: not told
};

// An element that could not be read, kept for inspection; never stops its neighbours.
struct SetAside {
  std::string source_id;  // as far as it could be read; may be empty
  std::string reason;     // one line
  std::string raw;        // at most kMaxSetAsideBytes of the element as it came
};
inline constexpr std::size_t kMaxSetAsideBytes = 16 * 1024;

// Bounds on what one item may bring; longer is cut between code points.
inline constexpr std::size_t kMaxTextBytes = 256 * 1024;
inline constexpr std::size_t kMaxNameBytes = 400;
inline constexpr std::size_t kMaxIdBytes = 512;
inline constexpr std::size_t kMaxUrlBytes = 4096;

std::string_view MessageKindName(MessageKind kind);
std::string_view VisibilityName(Visibility visibility);

}  // namespace replywatch

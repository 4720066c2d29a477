// ReplyDesk: from what a person wrote to an entry of the outbox: prefix, reply check,
// queue; thank-you lines; and the last gate before the platform. Immutable; any thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "shared/actions/staff_actions.h"
#include "shared/detect/classifier.h"
#include "shared/rules/reply_check.h"
#include "shared/settings/language_pack.h"
#include "shared/settings/settings.h"
#include "shared/store/store.h"

namespace replywatch {

struct ReplyRequest {
  MessageId target;
  std::string text;  // as written, without the platform's prefix
  Visibility visibility = Visibility::kPublic;
  OutboundKind kind = OutboundKind::kReply;
  std::vector<std::string> overridden;  // rule names of warnings that the person saw and overrode
  bool force = false;                   // overrides every warning, never a limit
  Duration undo;                        // how long the reply can be taken back
  MessageId seen_message;               // newest message the person had seen; 0: everything stored now
};

struct QueuedReply {
  OutboundId id;                       // 0: refused
  std::vector<ReplyFinding> findings;  // why, or what was overridden
};

// The last check before a reply leaves: empty to let it pass, else "rule: what it means and what to do".
using DeliveryGate = std::function<Result<std::string>(Session&, const OutboundMessage&, Timestamp now)>;

class ReplyDesk {
 public:
  // `classifier` outlives this.
  ReplyDesk(const Classifier& classifier, LanguagePacks packs, ShopSettings shop);

  const LanguagePacks& packs() const { return packs_; }

  // What speaks against this text now. kNotFound for an unknown message.
  Result<std::vector<ReplyFinding>> Check(Session& session, const ReplyRequest& request, Timestamp now) const;

  // Queues it unless something forbids it. Write session.
  Result<QueuedReply> Queue(Session& session, const Actor& actor, const ReplyRequest& request) const;

  // A personal thank-you in the contact's language that nobody has read under the same post. kNotFound when every line
  // was used there: write one by hand.
  Result<std::string> ThankYouFor(Session& session, MessageId target) const;

  // Values for {name}, {responsible} … of canned responses, for the person behind `target`.
  Result<PlaceholderValues> ValuesFor(Session& session, MessageId target, AgentId agent) const;

  // Exactly what goes out: `text` with the platform's prefix for replies of that visibility, once.
  static Result<std::string> WithPrefix(Session& session, const Message& target, Visibility visibility, const std::string& text);

  // Valid as long as this desk.
  DeliveryGate Gate() const;

 private:
  Result<ReplyContext> ContextOf(Session& session, const Message& target, Visibility visibility, AgentId agent, MessageId seen,
                                 OutboundId self) const;
  const LanguagePack* PackFor(const std::string& language) const;

  const Classifier& classifier_;
  LanguagePacks packs_;
  ReplyPhraseBook phrases_;
  ShopSettings shop_;
};

// One line in English: what the rule found and what to do. The dashboard translates by rule instead.
std::string DescribeFinding(const ReplyFinding& finding);

}  // namespace replywatch

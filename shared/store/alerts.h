// Alerts: what is open, whom it was told, silences, and notifications on their way. Decisions are rules/alerting's; the
// transaction that stores one also queues its notifications, so that a crash neither repeats nor forgets.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/alert.h"
#include "shared/model/classification.h"
#include "shared/model/conversation.h"
#include "shared/model/sla.h"
#include "shared/rules/alerting.h"

namespace replywatch {

// A wait or matter at which alerting has to look.
struct DueSubject {
  AlertKind kind = AlertKind::kResponse;  // or kResolution
  std::int64_t subject_id = 0;
  ConversationId conversation_id;
  InboxId inbox_id;
  std::int64_t thread_id = 0;
  Visibility visibility = Visibility::kPublic;
  Timestamp started_at;
  Flags flags;
  SlaInstants sla;
};

struct AlertRow {
  Alert alert;
  std::string contact_name;  // empty where it is about no conversation
  AgentId owner;
  bool is_undelivered = false;  // a notification of it was tried in vain, and none has arrived
};

class Alerts {
 public:
  virtual ~Alerts() = default;

  // Waits and matters whose next step has come, earliest first.
  virtual Result<std::vector<DueSubject>> DueSubjects(Timestamp now, int limit) = 0;
  virtual Status SetNextStep(AlertKind kind, std::int64_t subject_id, std::optional<Timestamp> at) = 0;
  // The earliest instant at which anything of alerting falls due; nullopt: nothing ever.
  virtual Result<std::optional<Timestamp>> NextDue() = 0;

  // Opens it unless one of the same kind, subject and step is open. Returns whether it did.
  virtual Result<bool> Open(const Alert& alert) = 0;
  // Open alerts due at `now`, with what is true about waits, matters, promises, replies and incidents; when they are more than
  // `limit`, those that break through quiet hours and the latest steps first. For the kinds about an inbox or the disk `holds` is
  // the caller's to say.
  virtual Result<std::vector<AlertCase>> DueCases(Timestamp now, int limit) = 0;
  virtual Result<std::int64_t> CountDueCases(Timestamp now) = 0;
  virtual Status Put(const Alert& alert) = 0;
  virtual Result<std::optional<Alert>> Get(AlertId id) = 0;
  // The open alerts of a conversation are looked at in the next pass.
  virtual Status Wake(ConversationId id) = 0;
  // So are those whose reason no stored instant tells: about promises, incidents, replies, inboxes, the disk.
  virtual Status WakeStanding() = 0;
  // Open ones of a kind.
  virtual Result<std::vector<Alert>> OpenOfKind(AlertKind kind) = 0;
  virtual Result<std::vector<Alert>> OpenOf(ConversationId id) = 0;
  // Open ones, newest first.
  virtual Result<std::vector<AlertRow>> List(int limit) = 0;
  virtual Result<std::int64_t> CountOpen() = 0;

  virtual Result<std::int64_t> AddSilence(const Silence& silence) = 0;
  virtual Status EndSilence(std::int64_t id, Timestamp at) = 0;
  virtual Result<std::vector<Silence>> Silences(Timestamp now) = 0;  // those that are not over

  // A second one with the same dedup key is left out.
  virtual Status Queue(const Notification& notification) = 0;
  virtual Result<std::vector<Notification>> DueNotifications(Timestamp now, int limit) = 0;
  virtual Status PutNotification(const Notification& notification) = 0;
  virtual Result<std::int64_t> CountSent(const std::string& notifier, const std::string& recipient, Timestamp since) = 0;
  virtual Result<std::vector<Notification>> LatestNotifications(int limit) = 0;

  // By notifier, as the latest few hundred notifications tell.
  virtual Result<std::vector<NotifierTrouble>> NotifiersInTrouble() = 0;

  // Numbers and instants that the alerting remembers by name.
  virtual Result<std::optional<std::int64_t>> Mark(const std::string& name) = 0;
  virtual Status SetMark(const std::string& name, std::int64_t value) = 0;
};

}  // namespace replywatch

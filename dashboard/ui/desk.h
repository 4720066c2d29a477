// Desk: what the person at the screen has chosen, typed and opened. Survives snapshots; its
// drafts survive a restart by way of the store. Pure state and moves on it; knows no ImGui. UI thread.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "dashboard/ui/action.h"
#include "dashboard/ui/connect_draft.h"
#include "dashboard/ui/theme.h"
#include "dashboard/view_models/edit_buffer.h"
#include "dashboard/view_models/error_words.h"
#include "dashboard/view_models/list_rows.h"
#include "dashboard/view_models/snapshot.h"

namespace replywatch {

enum class Overlay : std::uint8_t {
  kNone,
  kPalette,
  kHelp,
  kSnooze,
  kAssign,
  kFlags,
  kCanned,
  kSettle,
  kAlerts,
  kAgent,
  kInbox,
  kLanguageFilter,
  kDisplay,
  kCause,
  kPromise,
  kHandover,
  kIncidents,
  kWeekAction,
  kWeekOutcome,
  kAnswerBy,
  kSilence,
  kAway,
  kCall,
  kConnect
};
// Whether a prompt asks until when, and whether words may follow the time.
constexpr bool AsksForTime(Overlay overlay) {
  return overlay == Overlay::kPromise || overlay == Overlay::kAnswerBy || overlay == Overlay::kSilence ||
         overlay == Overlay::kAway;
}
constexpr bool TakesWordsBehindTime(Overlay overlay) { return overlay == Overlay::kPromise || overlay == Overlay::kSilence; }
// What fills the window below its head.
enum class Page : std::uint8_t { kInbox, kReview };
enum class Focus : std::uint8_t { kList, kComposer, kSearch, kOverlay };

using DraftKey = std::pair<ConversationId, ComposerMode>;
struct DraftText {
  EditBuffer edit;
  std::string saved;   // as the store has it
  Timestamp saved_at;  // when it was last handed over
  Timestamp edited_at;
  std::size_t seen_revision = 0;
  std::vector<ReplyFinding> refused;  // what the last attempt to send met
  std::string refused_text;           // the text that was refused
  bool is_sending = false;
  bool records_promise = false;  // what the text promises is recorded when it is sent
  float scroll = 0;
};

struct UndoOffer {
  std::string text;
  Timestamp until;
};

struct Toast {
  std::string text;
  Tone tone = Tone::kPlain;
  Timestamp until;
  std::string detail;  // under the pointer
};

// A row that was dealt with, for the moment in which it fades.
struct LeavingRow {
  ListRow row;
  std::size_t at = 0;  // stands before the row of this index
  Timestamp since;
};
inline constexpr Duration kFadeTime = Duration::Milliseconds(100);

// Text selected in a message.
struct TextSelection {
  std::string block;  // id of the text; empty: none
  std::size_t anchor = 0;
  std::size_t cursor = 0;
};

// A call that is being written down, or a note of one that is being corrected.
struct CallForm {
  MessageId message;     // whose words are corrected; 0: a new call
  std::string original;  // those words
  InboxId inbox;
  ContactId contact;  // who is known already; 0: the fields say
  std::string name;   // of that contact
  EditBuffer caller{200};
  EditBuffer number{60};
  EditBuffer about{16 * 1024};  // as much as the command takes
  std::size_t field = 0;        // which has the cursor, of those shown
  bool is_settled = false;
  bool is_outgoing = false;
  bool is_sending = false;
  std::string key;     // of the last attempt, until one succeeds or the words change
  std::string key_of;  // the words it was made for
  float scroll = 0;
  Explanation mistake;  // why the last attempt failed
};

struct DisplayChoice {
  bool is_dark = false;
  float font_scale = 1;
  std::string language = "en";
  std::string agent;  // by name
  int window_width = 1440;
  int window_height = 900;
};

struct Desk {
  DisplayChoice display;
  bool has_chosen_agent = false;
  AgentId agent;

  Page page = Page::kInbox;
  std::optional<IsoWeek> review_week;  // absent: the last complete one
  float review_scroll = 0;             // how far the review was read
  std::string list_title;              // what a list of the review is called
  AgentId action_owner;                // who sees to the week's action, while it is typed

  ListFilter filter;
  EditBuffer search{200};
  std::vector<ListRow> rows;  // as they stand
  std::size_t held_back = 0;
  bool is_list_engaged = false;  // the pointer or the keyboard is in the list
  Timestamp engaged_until;
  std::int64_t merged_generation = -1;
  ListFilter merged_filter;
  std::map<ConversationId, Timestamp> hidden_until;
  std::vector<LeavingRow> leaving;

  ConversationId selected;
  std::size_t selected_at = 0;  // where its row stands, or stood before it left
  bool scroll_to_selected = false;
  bool scroll_to_end = false;
  ConversationId mode_of;  // the conversation `mode` was chosen for
  ComposerMode mode = ComposerMode::kNote;
  ConversationId seen_of;  // the conversation `seen` belongs to
  MessageId seen;          // newest message that was there before the writing began
  std::map<DraftKey, DraftText> drafts;
  AgentId drafts_of;  // whose drafts were taken over from the store
  bool has_drafts = false;
  Focus focus = Focus::kList;

  Overlay overlay = Overlay::kNone;
  float overlay_x = 0;
  float overlay_y = 0;
  bool overlay_is_new = false;
  EditBuffer palette{200};
  std::size_t palette_index = 0;
  MessageId flags_of;
  AgentId handover_to;
  AlertId alert_of;  // whose time is typed
  CallForm call;
  CallForm correction;         // of a note; what is being written for a call stays beside it
  bool corrects_call = false;  // which of the two Overlay::kCall shows
  ConnectDraft connect;

  std::optional<UndoOffer> undo;
  std::deque<Toast> toasts;
  std::set<MessageId> shows_versions;
  TextSelection selection;
  float composer_height = 190;
  bool shows_contact = true;     // where there is room
  bool unfolds_contact = false;  // where there is none
  std::optional<Timestamp> starting_collector_since;
};

// The draft on screen; made on first use.
DraftText& CurrentDraft(Desk& desk);

// Takes over what a new snapshot brings: drafts once per person, rows, the mode of a newly opened conversation.
void TakeSnapshot(Desk& desk, const Snapshot& snapshot, Timestamp now);
// What an action came to: undo bar, toast, cleared or refused draft.
void TakeResult(Desk& desk, const ActionResult& result, Timestamp now, const class Catalogue& words);
void AddToast(Desk& desk, Explanation words, Tone tone, Timestamp now);
// Drafts whose time has come (`all`: every unsaved one), as actions.
std::vector<Action> DraftsToSave(Desk& desk, Timestamp now, bool all);
// Forgets what is over: undo bar, toasts, hidden and faded rows.
void DropExpired(Desk& desk, Timestamp now);
// 0: just left; 1: gone.
float FadeOf(const LeavingRow& leaving, Timestamp now);

void Select(Desk& desk, ConversationId id);
// The row of that index; a list of the review may hold a conversation several times.
void SelectRow(Desk& desk, std::size_t at);
// Where the selected row stands; rows.size(): nowhere.
std::size_t SelectedAt(const Desk& desk);
// One row down (1) or up (-1). Where the selected row has left, from the place it had.
void SelectBeside(Desk& desk, int by);
// Hides a row that was dealt with and selects its neighbour.
void LeaveRow(Desk& desk, ConversationId id, Timestamp now);

inline constexpr Duration kDraftPause = Duration::Milliseconds(300);

}  // namespace replywatch

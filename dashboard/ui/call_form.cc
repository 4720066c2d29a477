#include "dashboard/ui/call_form.h"

#include "dashboard/ui/commands.h"
#include "shared/actions/new_key.h"

namespace replywatch {
namespace {

bool IsBlank(const EditBuffer& buffer) { return buffer.text().find_first_not_of(" \t\n") == std::string::npos; }

bool IsTelephone(const Inbox& inbox) { return inbox.active && inbox.capabilities.written_here; }

std::string WordsOf(const CallForm& form) {
  std::string words;
  for (const EditBuffer* field : {&form.caller, &form.number, &form.about}) words += field->text() + '\n';
  return words + (form.is_settled ? '1' : '0');
}

}  // namespace

const Inbox* TelephoneOf(const Ui& ui) {
  if (IsOfCalls(ui)) return FindInbox(ui.snapshot, SelectedDetail(ui)->conversation.inbox_id);
  for (const Inbox& inbox : ui.snapshot.inboxes) {
    if (IsTelephone(inbox)) return &inbox;
  }
  return nullptr;
}

bool IsOfCalls(const Ui& ui) {
  const ConversationDetail* detail = SelectedDetail(ui);
  const Inbox* inbox = detail == nullptr ? nullptr : FindInbox(ui.snapshot, detail->conversation.inbox_id);
  return inbox != nullptr && IsTelephone(*inbox);
}

void OpenCallForm(Ui& ui, bool called_back) {
  const Inbox* telephone = TelephoneOf(ui);
  if (telephone == nullptr || (called_back && !IsOfCalls(ui))) return;
  CallForm& form = ui.desk.call;
  const ContactId contact = called_back ? SelectedDetail(ui)->contact.id : ContactId{};
  const bool is_same = !form.message && form.inbox == telephone->id && form.contact == contact && form.is_outgoing == called_back;
  if (!is_same && !form.is_sending) form = CallForm();
  if (!is_same && form.is_sending) return;  // what is on its way comes back here if it fails
  form.inbox = telephone->id;
  form.contact = contact;
  form.is_outgoing = called_back;
  if (called_back) form.name = SelectedDetail(ui)->contact.name;
  ui.desk.corrects_call = false;
  OpenOverlay(ui, Overlay::kCall, 0, 0);
}

const Message* NewestCall(const Ui& ui) {
  if (!IsOfCalls(ui)) return nullptr;
  const ConversationDetail* detail = SelectedDetail(ui);
  const Message* newest = nullptr;
  for (const ConversationPart& part : detail->parts) {
    if (part.conversation.id != detail->conversation.id) continue;
    for (const ConversationMessage& one : part.messages) {
      const Message& message = one.message;
      if (message.item.kind != MessageKind::kPhone || message.item.text.empty()) continue;
      if (newest == nullptr || message.item.created_at >= newest->item.created_at) newest = &message;
    }
  }
  return newest;
}

void OpenCallCorrection(Ui& ui) {
  const Message* note = NewestCall(ui);
  CallForm& form = ui.desk.correction;
  if (note == nullptr || (form.is_sending && form.message != note->id)) return;
  const bool is_untouched = form.about.text() == form.original;
  if (!form.is_sending && (form.message != note->id || is_untouched)) {
    form = CallForm();
    form.message = note->id;
    form.about.Reset(note->item.text);
    form.original = form.about.text();
  }
  form.inbox = note->inbox_id;
  form.contact = note->contact_id;
  form.name = SelectedDetail(ui)->contact.name;
  ui.desk.corrects_call = true;
  OpenOverlay(ui, Overlay::kCall, 0, 0);
}

CallForm& ShownCall(Desk& desk) { return desk.corrects_call ? desk.correction : desk.call; }

bool CanNoteCall(const CallForm& form) {
  const bool says_news = !form.message || form.about.text() != form.original;
  const bool names_somebody = form.contact || !IsBlank(form.caller) || !IsBlank(form.number);
  return names_somebody && says_news && !IsBlank(form.about) && !form.is_sending;
}

void NoteCall(Ui& ui) {
  CallForm& form = ShownCall(ui.desk);
  const Inbox* telephone = FindInbox(ui.snapshot, form.inbox);
  if (telephone == nullptr || !CanNoteCall(form)) return;
  // One call is noted once, however often it is tried; other words are another call.
  if (const std::string words = WordsOf(form); words != form.key_of) {
    form.key = NewKey();
    form.key_of = words;
  }
  CallAction action;
  action.message = form.message;
  action.inbox = telephone->name;
  action.contact = form.contact;
  action.caller = form.caller.text();
  action.number = form.number.text();
  action.text = form.about.text();
  action.is_settled = form.is_settled && !form.is_outgoing;
  action.is_outgoing = form.is_outgoing;
  if (const Agent* agent = FindAgent(ui.snapshot, ui.desk.agent)) action.agent = agent->name;
  action.key = form.key;
  form.is_sending = true;
  form.mistake = {};
  ui.actions.emplace_back(std::move(action));
}

}  // namespace replywatch

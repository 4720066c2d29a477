// The form for a telephone call: whose telephone it is, when it may be noted or corrected, and the action that does. Pure moves
// on the desk; knows no ImGui. UI thread.
#pragma once

#include "dashboard/ui/view.h"

namespace replywatch {

// The telephone of the conversation on screen, or the first there is; nullptr: none, and no call can be noted.
const Inbox* TelephoneOf(const Ui& ui);
// Is the conversation on screen one of calls?
bool IsOfCalls(const Ui& ui);
// Opens it for whoever called, or with `called_back` for our call to the person on screen. What was typed for the same call and
// not noted stands there again.
void OpenCallForm(Ui& ui, bool called_back);
// What the form on screen is filled with.
CallForm& ShownCall(Desk& desk);
// The newest note of the talk of calls on screen whose words still stand; nullptr: none.
const Message* NewestCall(const Ui& ui);
// Opens it with the words of that note, to be corrected. What was typed for the same note and not stored stands there again.
void OpenCallCorrection(Ui& ui);
// Does it say who it was and what about, or something else than the note it corrects, and is it not on its way already?
bool CanNoteCall(const CallForm& form);
// Asks for it to be noted; nothing where it cannot be.
void NoteCall(Ui& ui);

}  // namespace replywatch

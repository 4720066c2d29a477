// The form for connecting an inbox: what it asks the collector's command for, and what the answers make of it. Nothing about
// platforms is known here; the command tells. Pure moves on the desk; knows no ImGui. UI thread.
#pragma once

#include "dashboard/ui/view.h"

namespace replywatch {

// Opens it with the list of platforms, which is asked for anew; what was typed before and is no secret stands there again.
void OpenConnectForm(Ui& ui);
// Opens it to replace the token or password of this inbox.
void OpenConnectAgain(Ui& ui, const Inbox& inbox);
// Does a person have to give this inbox a new token or password?
bool NeedsNewAccess(const Inbox& inbox);

// Asks for the platforms again after a failure.
void ListPlatformsAgain(Ui& ui);
void ChoosePlatform(Ui& ui, const ConnectPlatform& platform);
// Back to the platforms; secrets go.
void ChooseAnotherPlatform(Ui& ui);
// nullptr before one is chosen.
const ConnectPlatform* ChosenPlatform(const ConnectDraft& draft);

// Has the command try what was typed; says what is missing instead where something is.
void TryToConnect(Ui& ui);
// Ends what runs; the form stays as it is.
void StopConnecting(ConnectDraft& draft);
// One step out: ends a try, else asks where a secret was typed, else closes.
void LeaveConnectForm(Ui& ui);
// Closes at once; secrets go.
void CloseConnectForm(Ui& ui);
// No secret outlives the form on the screen, however it went.
void ForgetSecrets(ConnectDraft& draft);
bool HoldsSecrets(const ConnectDraft& draft);

// Between frames: what the command is to do next, and what it reported.
std::vector<ConnectOrder> TakeConnectOrders(Desk& desk);
void TakeConnectReport(Desk& desk, const ConnectReport& report, const Catalogue& words);

}  // namespace replywatch

// RunJudge: what somebody waits for, when they wrote it in several messages. "Hello" – "I ordered two" – "one came" says nothing
// of a problem message by message; "third week!" – "sorry, it just came" is none any more. Runs inside a write session.
#pragma once

#include "shared/detect/classifier.h"
#include "shared/store/store.h"

namespace replywatch {

// Of a run that is longer the newest are judged, and the others go on speaking for themselves; so do those without a text.
inline constexpr std::size_t kMostJudgedTogether = 12;
inline constexpr std::size_t kMostBytesJudgedTogether = 16'384;

// Judges the conversation's unanswered messages as one text, when there are several; their wait has these flags from then on,
// until it is judged again, as it is whenever the conversation has changed. Threats stay, whoever takes them back. Where a person
// corrected one of the messages, each goes on speaking for itself. Messages that are removed, or need no answer, are left out.
// Errors of the store.
Status JudgeRun(Session& session, const Classifier& classifier, ConversationId id);

}  // namespace replywatch

#include "shared/actions/run_judge.h"

#include <algorithm>
#include <iterator>

#include "shared/actions/wait_keeper.h"

namespace replywatch {

Status JudgeRun(Session& session, const Classifier& classifier, ConversationId id) {
  RW_ASSIGN_OR_RETURN(const StoredWaits stored, session.conversations().LoadWaits(id));
  const std::optional<Wait>& answer = stored.state.answer;
  const std::optional<Wait>& thank = stored.state.thank;
  if (!answer || answer->message_count + (thank ? thank->message_count : 0) < 2) return {};
  RW_ASSIGN_OR_RETURN(const std::vector<Message> messages, session.messages().OfConversation(id));
  std::vector<const Message*> run;
  for (const Message& m : messages) {
    const bool counts = m.item.direction == Direction::kIncoming && m.item.created_at >= answer->started_at && !m.removed_at &&
                        m.classification.no_answer == NoAnswerReason::kNone;
    if (counts) run.push_back(&m);
  }
  const bool corrected = std::any_of(run.begin(), run.end(), [](const Message* m) { return m->corrected; });
  if (run.size() < 2 || corrected || run.back()->together) return {};
  std::string text;
  for (auto m = run.end() - static_cast<std::ptrdiff_t>(std::min(run.size(), kMostJudgedTogether)); m != run.end(); ++m)
    text += (text.empty() ? "" : "\n") + (*m)->item.text;
  const Flags flags = Flags().With(kJudgedTogether, classifier.Classify(text).flags);
  RW_RETURN_IF_ERROR(session.messages().SetTogether(run.back()->id, flags));
  return WaitsAfterChange(session, id);
}

}  // namespace replywatch

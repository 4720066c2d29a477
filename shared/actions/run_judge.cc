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
  if (run.size() < 2 || corrected) {
    const bool was_judged = std::any_of(messages.begin(), messages.end(),
                                        [&](const Message& m) { return m.together && m.item.created_at >= answer->started_at; });
    if (!was_judged) return {};
    RW_RETURN_IF_ERROR(session.messages().ForgetTogether(id, answer->started_at));
    return WaitsAfterChange(session, id);
  }
  std::string text;
  Flags left_out;  // of what the text cannot hold
  const std::size_t first = run.size() - std::min(run.size(), kMostJudgedTogether);
  for (std::size_t i = 0; i < run.size(); ++i) {
    const std::string& words = run[i]->item.text;
    if (i < first || words.empty() || text.size() + words.size() > kMostBytesJudgedTogether) {
      left_out = left_out | run[i]->classification.flags;
    } else {
      text += (text.empty() ? "" : "\n") + words;
    }
  }
  const Flags flags = Flags().With(kJudgedTogether, classifier.Classify(text).flags | left_out);
  // Judged anew whenever the conversation changed: what the verdict was made of may be answered, removed, edited by now.
  if (run.back()->together == flags) return {};
  RW_RETURN_IF_ERROR(session.messages().SetTogether(run.back()->id, flags));
  return WaitsAfterChange(session, id);
}

}  // namespace replywatch

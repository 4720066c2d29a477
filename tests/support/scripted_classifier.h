// Reads the flags from the text itself: "P" problem, "Q" question, "T" thanks or praise, "M" no more than a thank-you, "X" spam,
// "E" emoji only; other letters mean nothing. So histories can be written down in one word.
#pragma once

#include "shared/detect/classifier.h"

namespace replywatch {

class ScriptedClassifier final : public Classifier {
 public:
  Classification Classify(std::string_view text) const override {
    Classification c;
    const auto found = [&](Flag flag, std::size_t at) {
      c.flags.Set(flag);
      c.evidence.push_back({at, at + 1, flag});
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
      const char letter = text[at];
      if (letter == 'P') found(Flag::kProblem, at);
      if (letter == 'Q') found(Flag::kQuestion, at);
      if (letter == 'T') found(Flag::kPraise, at);
      if (letter == 'M') c.flags.Set(Flag::kThanks);
      if (letter == 'X') c.no_answer = NoAnswerReason::kSpam;
      if (letter == 'E') c.no_answer = NoAnswerReason::kEmojiOnly;
    }
    return c;
  }
};

}  // namespace replywatch

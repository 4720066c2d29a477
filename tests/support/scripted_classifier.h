// Reads the flags from the text itself: "P" problem, "Q" question, "T" thanks or praise, "X" spam, "E" emoji
// only; other letters mean nothing. So histories can be written down in one word.
#pragma once

#include "shared/detect/classifier.h"

namespace replywatch {

class ScriptedClassifier final : public Classifier {
 public:
  Classification Classify(std::string_view text) const override {
    Classification c;
    for (const char letter : text) {
      if (letter == 'P') c.flags.Set(Flag::kProblem);
      if (letter == 'Q') c.flags.Set(Flag::kQuestion);
      if (letter == 'T') c.flags.Set(Flag::kPraise);
      if (letter == 'X') c.no_answer = NoAnswerReason::kSpam;
      if (letter == 'E') c.no_answer = NoAnswerReason::kEmojiOnly;
    }
    return c;
  }
};

}  // namespace replywatch

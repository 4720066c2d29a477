// A corpus of forty-eight plain messages in two languages, for tests that train.
#pragma once

#include "collector/training/train.h"

namespace replywatch {

// Two languages, four writers; what means what is plain.
inline TrainingSet SmallCorpus() {
  TrainingSet set;
  const char* goods[] = {"lamp", "chair", "kettle", "shelf", "carpet", "mirror", "basket", "pillow"};
  const char* bunuri[] = {"lampa", "scaunul", "ceainicul", "raftul", "covorul", "oglinda", "cosul", "perna"};
  for (int i = 0; i < 8; ++i) {
    const std::string writer = i % 2 == 0 ? "x-1" : "x-2";
    set.labelled.push_back(
        {std::string("the ") + goods[i] + " arrived broken, it does not work", "en", writer, {true, false, false}});
    set.labelled.push_back({std::string("how much is the ") + goods[i] + "?", "en", writer, {false, true, false}});
    set.labelled.push_back({std::string("i love my ") + goods[i] + ", thank you so much", "en", writer, {false, false, true}});
    set.labelled.push_back({std::string(bunuri[i]) + " a venit spart si nu merge", "ro", writer + "r", {true, false, false}});
    set.labelled.push_back({std::string("cat costa ") + bunuri[i] + "?", "ro", writer + "r", {false, true, false}});
    set.labelled.push_back({std::string("ador ") + bunuri[i] + ", multumesc mult", "ro", writer + "r", {false, false, true}});
  }
  return set;
}

}  // namespace replywatch

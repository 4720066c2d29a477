// A text taken apart for promise_words: words with the clause and sentence they stand in. Internal to rules/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/rules/promise_words.h"

namespace replywatch {

struct PromiseText {
  std::vector<std::string> words;      // folded; "17:30" and "27.11" are one word, "24h" two
  std::vector<std::size_t> clause_of;  // of each word: number of its clause
  struct Clause {
    std::size_t first = 0;  // words [first, last)
    std::size_t last = 0;
    std::size_t sentence = 0;
  };
  std::vector<Clause> clauses;
  struct Sentence {
    std::size_t begin = 0;  // bytes [begin, end) of the text
    std::size_t end = 0;
    bool asks = false;  // ends in a question mark
  };
  std::vector<Sentence> sentences;
};

PromiseText TakeApart(std::string_view text, const PromiseWords& words);

}  // namespace replywatch

// How mail programs announce what they quote, by language: the words that FoldQuote looks for. Compared after FoldForSearch, so
// case and diacritics do not matter. A further language is a line here.
// Seen in what Gmail, Outlook, Thunderbird, Apple Mail, Yahoo and Samsung write, 2026.
#pragma once

#include <string_view>
#include <vector>

namespace replywatch {

struct QuotePhrases {
  std::string_view language;
  std::vector<std::string_view> attribution_starts;  // "On", before the date
  std::vector<std::string_view> attribution_verbs;   // "wrote"
  std::vector<std::string_view> original_message;    // between dashes
  // The keys of the header block that stands above what Outlook quotes.
  std::vector<std::string_view> from;
  std::vector<std::string_view> sent;
  std::vector<std::string_view> to;
  std::vector<std::string_view> subject;
};

const std::vector<QuotePhrases>& AllQuotePhrases();

}  // namespace replywatch

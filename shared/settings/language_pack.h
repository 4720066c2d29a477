// Language packs: what staff write with, per language: phrases of the reply check, thank-you
// lines, canned responses. Read from the data folder (languages/<tag>/, canned_responses/<tag>.json).
// A new folder is a new language. Values; any thread.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/rules/canned_text.h"
#include "shared/rules/phrases.h"
#include "shared/rules/promise_words.h"

namespace replywatch {

struct CannedResponse {
  std::string id;  // the same in every language
  std::string title;
  std::string text;  // placeholders {name} {responsible} {responsible_email} {responsible_phone} {order} {shop} {agent}
};

struct LanguagePack {
  std::string tag;
  std::string english_name;
  std::string own_name;
  ReplyPhrases phrases;
  PromiseWords promise_words;
  std::vector<ThankYouLine> thank_you;
  std::vector<CannedResponse> canned_responses;
  std::map<std::string, std::string> causes;  // key of config/causes.json -> its words
};

using LanguagePacks = std::map<std::string, LanguagePack, std::less<>>;  // by tag

// Files of a language may be missing, then that part is empty; a file that is there must be right. kConfiguration lists
// every mistake with file and line. Folders without language.json and the folder "und" are passed over.
Result<LanguagePacks> LoadLanguagePacks(const std::filesystem::path& data_folder);

// The phrases of all packs, as CheckReply takes them.
ReplyPhraseBook PhraseBookOf(const LanguagePacks& packs);

// The promise words of all packs that have any.
PromiseWordBook PromiseWordsOf(const LanguagePacks& packs);

}  // namespace replywatch

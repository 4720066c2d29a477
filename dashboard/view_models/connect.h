// Connecting an inbox as the collector's command tells it: where people can write, what to do there and what is asked, and what
// came of a try. Values.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/secret.h"

namespace replywatch {

struct ConnectQuestionText {
  std::string key;
  std::string what;
  std::string example;  // may be empty
  bool is_secret = false;
  bool is_required = false;
};

struct ConnectPlatform {
  std::string platform;
  std::string display_name;
  bool is_written_here = false;
  std::vector<std::string> steps;
  std::vector<ConnectQuestionText> questions;
};

struct Connected {
  std::string inbox;
  std::string account;
  std::vector<std::string> warnings;
  bool is_collector_told = false;
};

struct ConnectFailure {
  ErrorKind kind = ErrorKind::kInternal;
  std::string text;        // English or the platform's words
  std::string answer;      // key of the question it is about, or "name"; empty: none alone
  bool is_of_ours = true;  // the command could not be run or understood; else it says so itself
};

// What the command is to do. Its own program runs it, one at a time.
struct ConnectOrder {
  enum class Kind : std::uint8_t { kList, kConnect, kStop };
  Kind kind = Kind::kList;
  std::int64_t number = 0;  // comes back with the report
  std::string language;     // of the steps and questions
  std::string platform;
  std::string again;  // the inbox whose access is renewed; empty: a new one
  Secret answers;     // one JSON object
};

struct ConnectReport {
  std::int64_t number = 0;
  std::variant<ConnectFailure, std::vector<ConnectPlatform>, Connected> what;
};

// The web addresses in a text, each once, without the punctuation of the sentence behind them.
std::vector<std::string> WebAddressesIn(std::string_view text);

// Adds "key":"value" of a JSON object; both are UTF-8. `json` is made longer in place where there is room, so that a secret
// leaves no copies.
void AppendJsonMember(std::string& json, std::string_view key, std::string_view value);

}  // namespace replywatch

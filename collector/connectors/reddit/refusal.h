// Refusal: what Reddit says when it does not do as asked. There are three forms of JSON, one of them inside HTTP 200,
// and pages of the servers in front. Codes and statuses decide, never prose; how long to wait is read out of a sentence where
// no field tells. Pure functions, any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "collector/http/http_client.h"
#include "collector/protocols/json_reader.h"
#include "shared/base/result.h"

namespace replywatch::reddit {

enum class Intent : std::uint8_t { kRead, kWrite };

struct Refusal {
  int status = 200;
  bool is_json = false;
  std::string code;              // of json.errors, or "reason"; empty: the status says it all
  std::string message;           // for a person, may be empty; foreign
  std::optional<Duration> wait;  // how long the content limit lasts
};

// nullopt: the answer is none (2xx without errors in it). `body`: the answer's JSON, null when it is none.
std::optional<Refusal> ReadRefusal(int status, const Json& body);

ErrorKind KindOf(const Refusal& refusal, Intent intent);

// What a person should do, as the end of a sentence; may be empty.
std::string_view WhatToDo(ErrorKind kind);

// "… try again in 9 minutes." -> 9 min; the first number followed by a unit. nullopt when there is none.
std::optional<Duration> WaitIn(std::string_view sentence);

// Retry-After, else X-Ratelimit-Reset: both in seconds. nullopt when neither tells.
std::optional<Duration> WaitOf(const HttpResponse& response);

}  // namespace replywatch::reddit

// Log lines of the form `event key=value key="two words"`. Warnings and errors are
// for a person to act on. Never a token, never message text: callers pass ids, counts
// and error texts. spdlog lives in log.cc; any thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace replywatch {

enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarning, kError };

struct LogField {
  LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
  LogField(std::string_view k, const char* v) : key(k), value(v) {}
  LogField(std::string_view k, std::int64_t v) : key(k), value(std::to_string(v)) {}
  std::string_view key;
  std::string value;
};

// Lines go to standard error; below `lowest` they are dropped. The default is kInfo.
void SetLogLevel(LogLevel lowest);
void Log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

// The line without its time stamp, as Log writes it: values with a space, quote, '='
// or control character are quoted, and line breaks never survive.
std::string FormatLogLine(std::string_view event, std::initializer_list<LogField> fields);

}  // namespace replywatch

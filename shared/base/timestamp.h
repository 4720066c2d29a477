// Timestamp: an instant as milliseconds since 1970-01-01T00:00:00Z, and Duration
// in milliseconds. Everything ReplyWatch decides is decided on these; local time
// exists only at the edge (zone.h). Values, any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace replywatch {

struct Duration {
  std::int64_t ms = 0;

  auto operator<=>(const Duration&) const = default;
  static constexpr Duration Milliseconds(std::int64_t n) { return {n}; }
  static constexpr Duration Seconds(std::int64_t n) { return {n * 1000}; }
  static constexpr Duration Minutes(std::int64_t n) { return {n * 60'000}; }
  static constexpr Duration Hours(std::int64_t n) { return {n * 3'600'000}; }
  static constexpr Duration Days(std::int64_t n) { return {n * 86'400'000}; }
};

struct Timestamp {
  std::int64_t ms = 0;

  auto operator<=>(const Timestamp&) const = default;
};

constexpr Duration operator+(Duration a, Duration b) { return {a.ms + b.ms}; }
constexpr Duration operator-(Duration a, Duration b) { return {a.ms - b.ms}; }
constexpr Duration operator*(Duration a, std::int64_t n) { return {a.ms * n}; }
constexpr Timestamp operator+(Timestamp t, Duration d) { return {t.ms + d.ms}; }
constexpr Timestamp operator-(Timestamp t, Duration d) { return {t.ms - d.ms}; }
constexpr Duration operator-(Timestamp a, Timestamp b) { return {a.ms - b.ms}; }

// "2026-11-22T08:00:00.000Z"; years 0000 to 9999, outside clamped.
std::string FormatRfc3339(Timestamp t);

// Reads RFC 3339 and its usual relatives: "T" or a space, 0 to 9 fraction
// digits (beyond milliseconds cut off), "Z", "+hh:mm", "+hhmm", or no zone,
// which is read as UTC. nullopt for anything else, an impossible date included.
std::optional<Timestamp> ParseRfc3339(std::string_view text);

// "90s", "15m", "4h", "3d", "2w", "3y" (365 days); whole numbers, no sign, at most
// 100 years. nullopt otherwise.
std::optional<Duration> ParseDuration(std::string_view text);

// The largest unit that divides it: 90 s -> "90s", 4 h -> "4h"; the inverse of ParseDuration.
std::string FormatDuration(Duration d);

}  // namespace replywatch

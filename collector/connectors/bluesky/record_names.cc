#include "collector/connectors/bluesky/record_names.h"

#include <cstdint>

namespace replywatch::bluesky {
namespace {

constexpr std::string_view kScheme = "at://";
constexpr std::string_view kWeb = "https://bsky.app/profile/";

// atproto.com/specs/tid, 2026: 53 bits of microseconds since 1970, 10 bits of a clock's id, 5 bits a character.
constexpr std::string_view kTidAlphabet = "234567abcdefghijklmnopqrstuvwxyz";
constexpr int kTidLength = 13;
constexpr int kClockBits = 10;
// The time part lies in the 814 days from 2023-01-01: in the past, as a real one would.
constexpr std::uint64_t kFirstMicrosecond = 1'672'531'200'000'000;
constexpr std::uint64_t kMicrosecondMask = (std::uint64_t{1} << 46) - 1;

// FNV-1a, its bits mixed well by the finaliser of SplitMix64.
std::uint64_t Hash(std::string_view text) {
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
  hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9U;
  hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBU;
  return hash ^ (hash >> 31);
}

}  // namespace

std::optional<PostUri> ParsePostUri(std::string_view uri) {
  if (!uri.starts_with(kScheme)) return std::nullopt;
  uri.remove_prefix(kScheme.size());
  const std::size_t first = uri.find('/');
  const std::size_t second = first == std::string_view::npos ? first : uri.find('/', first + 1);
  if (second == std::string_view::npos || first == 0) return std::nullopt;
  const std::string_view rkey = uri.substr(second + 1);
  if (uri.substr(first + 1, second - first - 1) != kPostCollection || rkey.empty()) return std::nullopt;
  if (rkey.find_first_of("/?#|") != std::string_view::npos) return std::nullopt;
  return PostUri{std::string(uri.substr(0, first)), std::string(rkey)};
}

std::string MakePostUri(std::string_view did, std::string_view rkey) {
  return std::string(kScheme).append(did).append("/").append(kPostCollection).append("/").append(rkey);
}

std::string PostPermalink(std::string_view uri) {
  const auto parts = ParsePostUri(uri);
  return parts ? ProfileUrl(parts->authority) + "/post/" + parts->rkey : std::string();
}

std::string ProfileUrl(std::string_view did) { return did.empty() ? std::string() : std::string(kWeb).append(did); }

std::string RecordKeyFor(std::string_view idempotency_key) {
  const std::uint64_t hash = Hash(idempotency_key);
  const std::uint64_t microseconds = kFirstMicrosecond + ((hash >> kClockBits) & kMicrosecondMask);
  std::uint64_t bits = (microseconds << kClockBits) | (hash & ((1U << kClockBits) - 1));
  std::string tid(kTidLength, kTidAlphabet.front());
  for (int i = kTidLength - 1; i >= 0; --i, bits >>= 5) tid[static_cast<std::size_t>(i)] = kTidAlphabet[bits & 31];
  return tid;
}

}  // namespace replywatch::bluesky

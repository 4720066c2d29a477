#include "shared/settings/listen_port.h"

#include <charconv>

namespace replywatch {

std::optional<int> LoopbackPort(std::string_view address) {
  constexpr int kLargestPort = 65'535;
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view host = address.substr(0, colon);
  if (host != "127.0.0.1" && host != "localhost") return std::nullopt;
  const std::string_view digits = address.substr(colon + 1);
  int port = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port < 0 || port > kLargestPort) return std::nullopt;
  return port;
}

}  // namespace replywatch

#include "shared/settings/listen_port.h"

#include <gtest/gtest.h>

namespace replywatch {
namespace {

TEST(LoopbackPort, IsOfThisComputerAlone) {
  EXPECT_EQ(LoopbackPort("127.0.0.1:8090"), 8090);
  EXPECT_EQ(LoopbackPort("localhost:0"), 0);
  EXPECT_EQ(LoopbackPort("127.0.0.1:65535"), 65535);
  for (const char* other : {"", "8090", ":8090", "0.0.0.0:8090", "192.168.0.2:8090", "example.org:80",
                            "127.0.0.1:", "127.0.0.1:-1", "127.0.0.1:65536", "127.0.0.1:80x", "127.0.0.1:99999999999"})
    EXPECT_FALSE(LoopbackPort(other).has_value()) << other;
}

}  // namespace
}  // namespace replywatch

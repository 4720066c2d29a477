#include "collector/connectors/connector.h"

namespace replywatch {

Result<EventReadings> Connector::ReadEvents(const std::vector<Event>&, Timestamp, const CancelToken&) {
  return MakeError(ErrorKind::kInvalidArgument, "this platform tells nothing by itself");
}

}  // namespace replywatch

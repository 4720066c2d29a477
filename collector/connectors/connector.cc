#include "collector/connectors/connector.h"

namespace replywatch {

Result<EventReadings> Connector::ReadEvents(const std::vector<Event>&, Timestamp, const CancelToken&) {
  return MakeError(ErrorKind::kInvalidArgument, "this platform tells nothing by itself");
}

Status Connector::Like(const std::string&, Timestamp, const CancelToken&) {
  return MakeError(ErrorKind::kInvalidArgument, "this platform lets nobody like from here");
}

}  // namespace replywatch

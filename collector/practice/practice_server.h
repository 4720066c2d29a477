// PracticeServer: a platform's fake server. It shows a PracticeWorld through that
// platform's own interface, with faults on demand, for the demo, for training, and for the tests that every
// connector must pass. Handle may be called from one thread at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "collector/connectors/connector.h"
#include "collector/http/server.h"
#include "collector/practice/practice_world.h"

namespace replywatch {

enum class PracticeFaultKind : std::uint8_t {
  kThrottled,      // 429 in the platform's form
  kUnauthorized,   // 401
  kForbidden,      // 403
  kServerError,    // 500 with a page
  kRefused,        // `status` in the platform's form
  kRefusedByPage,  // `status` with a page, as from what stands before the platform
  kHtmlPage,       // 200 with a page instead of data
  kSlow,           // the answer comes after 60 s
  kTruncated,      // carried out, half of the answer arrives
  kAnswerLost,     // carried out, no answer
  kUnreachable,    // not carried out, no answer
};

// Befalls the next `count` requests after `skip` others, of those that match.
struct PracticeFault {
  PracticeFaultKind kind = PracticeFaultKind::kServerError;
  std::string method;         // empty: any
  std::string path_contains;  // empty: any
  int count = 1;
  int skip = 0;
  int status = 0;  // of kRefused and kRefusedByPage
};

struct PracticeOptions {
  int max_per_page = 0;          // 0: the platform's own
  bool ignores_key = false;      // forgets idempotency keys
  std::set<std::string> quirks;  // out of PracticeInfo::quirks
};

class PracticeServer {
 public:
  virtual ~PracticeServer() = default;

  HttpServerResponse Handle(const HttpServerRequest& request);
  void AddFault(PracticeFault fault) { faults_.push_back(std::move(fault)); }
  void ClearFaults() { faults_.clear(); }
  // Whether one of that kind is still to befall a request.
  bool Awaits(PracticeFaultKind kind) const {
    return std::any_of(faults_.begin(), faults_.end(), [kind](const PracticeFault& fault) { return fault.kind == kind; });
  }
  // Requests handled so far, and of those the ones that change something.
  int requests() const { return requests_; }
  int writes() const { return writes_; }

  // Settings it accepts.
  virtual InboxConfig Inbox(const std::string& base_url) const = 0;
  // How the connector names a message of the world.
  virtual std::string SourceIdOf(const PracticeMessage& message) const = 0;
  // Whether the platform shows such a message at all.
  virtual bool Shows(const PracticeMessage& message) const = 0;
  // When a throttled client may come back, as the server says it; absent where the platform does not say.
  virtual std::optional<Timestamp> ThrottledUntil() const = 0;

 protected:
  virtual HttpServerResponse Answer(const HttpServerRequest& request) = 0;
  // As the platform says 401, 403, 404, 410, 422, 429 and 503: one that has errors of its own for these says those.
  virtual HttpServerResponse Refuse(int status) const = 0;

 private:
  PracticeFault* NextFault(const HttpServerRequest& request);

  std::vector<PracticeFault> faults_;
  int requests_ = 0;
  int writes_ = 0;
};

// One line of the generated list.
struct PracticeInfo {
  std::string_view platform;
  // `world` outlives the server.
  std::unique_ptr<PracticeServer> (*make)(PracticeWorld* world, PracticeOptions options) = nullptr;
  std::vector<std::string> quirks;  // ways in which real servers differ
  bool takes_twice = false;         // publishes a reply twice when it is sent twice
  bool tells_clock = true;          // its answers say what time it is there
  bool shows_all_we_sent = true;    // a reply of ours that is not found there is certainly not there
};

// Every platform of the program, as the list in collector/CMakeLists.txt names them.
const std::vector<PracticeInfo>& PracticePlatforms();

}  // namespace replywatch

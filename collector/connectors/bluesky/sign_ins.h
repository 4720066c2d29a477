// SignIns: when one account was signed in to, and with which credentials, so that the platform has no reason to lock it out: what
// was refused is tried once an hour, and other credentials at once. Kept as text across restarts. Pure; one thread at a time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/timestamp.h"

namespace replywatch::bluesky {

class SignIns {
 public:
  // What Write gave, as far as it is of the day before `now`; what cannot be read counts as nothing.
  static SignIns Read(const std::string& kept, Timestamp now);
  std::string Write() const;

  // Whether one may try now. `credentials` stands for server, account and password without telling them. The refusal itself while
  // it is less than an hour old; kRetryAt when it was too often.
  Status Judge(const std::string& credentials, Timestamp now) const;
  void Add(const std::string& credentials, Timestamp now);
  // They were not accepted, and a person must see to it.
  void NoteRefusal(const std::string& credentials, const Error& error, Timestamp now);

 private:
  struct Attempt {
    Timestamp at;
    std::string credentials;  // empty: kept by a version that did not write them down
  };
  struct Refusal {
    Attempt attempt;
    Error error;
  };

  std::vector<Attempt> attempts_;  // oldest first
  std::optional<Refusal> refusal_;
};

}  // namespace replywatch::bluesky

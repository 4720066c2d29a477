// ReviewMail: sends the review of the week that is over to the addresses of the settings when the shop opens on Monday or later:
// its figures as text, the page attached. Tried again until it is taken; what was taken stands in the store, by address, so that
// a restart repeats nothing. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "collector/http/http_client.h"
#include "collector/protocols/mail/smtp.h"
#include "collector/review/weekly_delivery.h"
#include "shared/base/clock.h"

namespace replywatch {

class ReviewMail {
 public:
  // `store` and `settings` outlive this.
  ReviewMail(Store& store, const Settings& settings)
      : store_(store), settings_(settings), hours_(MakeBusinessHours(settings.shop)) {}

  // Cheap until something is due; may be called many times a second. What a mail server refuses is logged; an error is the
  // store's. Killed between the server's answer and its record it sends once more, under the same Message-ID.
  Status Round(const Clock& clock, const CancelToken& cancel);

 private:
  // When to try an address again, and how long to pause after that; absent: refused for good.
  struct Attempt {
    std::optional<Timestamp> again_at;
    Duration pause;
  };
  Status SendTo(const std::string& to, IsoWeek week, const Clock& clock, const CancelToken& cancel);
  Result<Mail> Write(const std::string& to, IsoWeek week, Timestamp now);
  void NoteFailure(const std::string& to, const Error& error, Timestamp now);

  Store& store_;
  const Settings& settings_;
  BusinessHours hours_;
  IsoWeek week_;  // that the attempts are about
  std::map<std::string, Attempt> attempts_;
  std::optional<Timestamp> next_;  // absent: not worked out yet
};

}  // namespace replywatch

// LongToken: the token of an account that signed in with Instagram itself. It ends after 60 days and is renewed long
// before; a new one is kept on disk before it is used. Renewing is asked for by Check, four times a day. One thread at a time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collector/connectors/connector.h"
#include "collector/protocols/graph_api.h"

namespace replywatch::instagram {

class LongToken {
 public:
  // `configured` is what the settings say; one that is not the one that the kept token came from wins. `state` outlives this.
  LongToken(StateKeeper* state, Secret configured) : state_(state), configured_(std::move(configured)) {}

  // Makes `api` use the newest token and renews it where that is due. What could not be renewed or kept is a warning while the
  // token still works. kPermission, kBackOff: what was kept cannot be read, so which token is the newest is not known.
  Result<std::vector<std::string>> Prepare(graph::GraphApi& api, Timestamp now, const CancelToken& cancel);

 private:
  // What is known of the token in use.
  struct Kept {
    Secret token;
    Timestamp since;                // not younger than this
    std::optional<Timestamp> ends;  // absent: not told yet, for nobody tells it of a configured one
  };

  Status Load(Timestamp now, std::vector<std::string>& warnings);
  Status Keep(const Kept& kept);
  bool IsDue(Timestamp now) const;
  Status Renew(graph::GraphApi& api, Timestamp now, const CancelToken& cancel);

  StateKeeper* state_;
  Secret configured_;
  std::optional<Kept> kept_;
  std::optional<Timestamp> tried_at_;
};

}  // namespace replywatch::instagram

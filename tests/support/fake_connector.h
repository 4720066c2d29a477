// A connector whose answers a test decides, one function each; it counts how often it was asked.
#pragma once

#include <deque>
#include <functional>

#include "collector/connectors/connector.h"

namespace replywatch {

class FakeConnector final : public Connector {
 public:
  Capabilities abilities;
  StreamKind kind = StreamKind::kForward;
  std::vector<std::string> names{"stream"};
  std::function<Result<AccountCheck>()> on_check = [] { return AccountCheck{"shop", "Shop", {}, {}}; };
  std::function<Result<Page>(const FetchRequest&)> on_fetch = [](const FetchRequest&) { return Page{}; };
  std::function<Result<SweepResult>(const SweepRequest&)> on_sweep = [](const SweepRequest&) { return SweepResult{}; };
  std::function<Result<SendReceipt>(const SendRequest&)> on_send = [](const SendRequest&) {
    return SendReceipt{"r1", "", Publication::kVisible, {}, {}};
  };
  std::function<Result<FindResult>(const SendRequest&)> on_find = [](const SendRequest&) {
    return FindResult{FindOutcome::kNotThere, {}};
  };
  std::function<Status(const std::string&)> on_approve = [](const std::string&) { return Status(); };
  std::function<Status(const std::string&)> on_like = [](const std::string&) { return Status(); };
  std::function<Result<EventReadings>(const std::vector<Event>&)> on_events = [](const std::vector<Event>& events) {
    EventReadings out;
    out.readings.resize(events.size());
    return out;
  };
  Patience with_patience = Patience::kAnHour;
  int checks = 0;
  int fetches = 0;
  int sends = 0;
  int finds = 0;
  int likes = 0;

  Capabilities capabilities() const override { return abilities; }
  std::vector<StreamInfo> streams() const override {
    std::vector<StreamInfo> out;
    for (const std::string& name : names) out.push_back({name, kind, Duration::Seconds(1), {}});
    return out;
  }
  std::size_t max_sweep_items() const override { return 50; }
  Result<AccountCheck> Check(Timestamp, const CancelToken&) override {
    ++checks;
    return on_check();
  }
  Result<Page> Fetch(const FetchRequest& request, const CancelToken&) override {
    ++fetches;
    return on_fetch(request);
  }
  Result<SweepResult> Sweep(const SweepRequest& request, const CancelToken&) override { return on_sweep(request); }
  Result<EventReadings> ReadEvents(const std::vector<Event>& events, Timestamp, const CancelToken&) override {
    return on_events(events);
  }
  Result<SendReceipt> Send(const SendRequest& request, const CancelToken&) override {
    ++sends;
    return on_send(request);
  }
  Result<FindResult> FindSent(const SendRequest& request, const CancelToken&) override {
    ++finds;
    return on_find(request);
  }
  Patience patience() const override { return with_patience; }
  Status Like(const std::string& id, Timestamp, const CancelToken&) override {
    ++likes;
    return on_like(id);
  }
  Status Approve(const std::string& id, Timestamp, const CancelToken&) override { return on_approve(id); }
};

}  // namespace replywatch

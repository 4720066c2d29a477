#include "collector/connectors/phone/phone.h"

#include "shared/base/phone_number.h"

namespace replywatch::phone {
namespace {

constexpr std::string_view kCallBack =
    "nothing is sent from here; call back, then write down what was said: replywatch-collector phone --outgoing";

class Phone final : public Connector {
 public:
  explicit Phone(std::string name) : name_(std::move(name)) {}

  Capabilities capabilities() const override {
    Capabilities out;
    out.written_here = true;
    return out;
  }
  std::vector<StreamInfo> streams() const override { return {}; }
  std::size_t max_sweep_items() const override { return 0; }

  // The inbox's own name stands for the shop's side of every call.
  Result<AccountCheck> Check(Timestamp /*now*/, const CancelToken& /*cancel*/) override {
    return AccountCheck{name_, name_, {}, std::nullopt};
  }
  Result<Page> Fetch(const FetchRequest& request, const CancelToken& /*cancel*/) override {
    return MakeError(ErrorKind::kInvalidArgument, "no such stream: " + request.stream);
  }
  Result<SweepResult> Sweep(const SweepRequest& request, const CancelToken& /*cancel*/) override {
    if (request.source_ids.empty()) return SweepResult{};
    return MakeError(ErrorKind::kInvalidArgument, "nothing can be read again here");
  }
  Result<SendReceipt> Send(const SendRequest& /*request*/, const CancelToken& /*cancel*/) override {
    return MakeError(ErrorKind::kInvalidArgument, std::string(kCallBack));
  }
  // Nothing ever left from here.
  Result<FindResult> FindSent(const SendRequest& /*request*/, const CancelToken& /*cancel*/) override {
    return FindResult{FindOutcome::kNotThere, {}};
  }
  Status Approve(const std::string& /*source_id*/, Timestamp /*now*/, const CancelToken& /*cancel*/) override {
    return MakeError(ErrorKind::kInvalidArgument, "nothing waits for approval here");
  }

 private:
  std::string name_;
};

Result<std::unique_ptr<Connector>> Make(ConnectorContext context) {
  const auto code = context.inbox.options.find("country_code");
  if (code != context.inbox.options.end() && !IsCountryCode(code->second))
    return MakeError(ErrorKind::kConfiguration,
                     R"("country_code" is no country's code; write one such as "+40", or leave it out)");
  return std::unique_ptr<Connector>(std::make_unique<Phone>(std::move(context.inbox.name)));
}

}  // namespace

PlatformInfo Platform() {
  PlatformInfo info;
  info.name = "phone";
  info.display_name = "Phone";
  info.make = Make;
  info.written_here = true;
  info.optional_options = {"country_code"};
  info.connect_steps = {
      "Nothing has to be created: staff note calls with `replywatch-collector phone` or in the dashboard.",
      "Choose a name that says which telephone it is, such as \"Shop phone\"; each line may have an inbox of its own.",
  };
  info.connect_questions = {
      {"country_code",
       "Your country's code, such as \"+40\", so that 0722 000 111 and +40 722 000 111 are one caller (may be empty)"}};
  return info;
}

}  // namespace replywatch::phone

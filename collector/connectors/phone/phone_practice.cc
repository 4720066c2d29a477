// There is no server behind a telephone: whatever is asked is not there, and no message of the world is shown.
#include "collector/practice/practice_server.h"

namespace replywatch::phone {
namespace {

class PhonePractice final : public PracticeServer {
 public:
  InboxConfig Inbox(const std::string& /*base_url*/) const override {
    InboxConfig inbox;
    inbox.name = inbox.platform = "phone";
    return inbox;
  }
  std::string SourceIdOf(const PracticeMessage& message) const override { return message.id; }
  bool Shows(const PracticeMessage& /*message*/) const override { return false; }
  std::optional<Timestamp> ThrottledUntil() const override { return std::nullopt; }

 protected:
  HttpServerResponse Answer(const HttpServerRequest& /*request*/) override { return Refuse(404); }
  HttpServerResponse Refuse(int status) const override {
    HttpServerResponse response;
    response.status = status;
    response.body = "{}";
    return response;
  }
};

}  // namespace

PracticeInfo Practice() {
  PracticeInfo info;
  info.platform = "phone";
  info.make = [](PracticeWorld* /*world*/, PracticeOptions /*options*/) -> std::unique_ptr<PracticeServer> {
    return std::make_unique<PhonePractice>();
  };
  info.tells_clock = false;
  return info;
}

}  // namespace replywatch::phone

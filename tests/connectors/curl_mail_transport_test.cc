// What is known of a mail when its server stops in the middle of what it says: a server on loopback that says what is written
// here.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "collector/protocols/mail/mail_transport.h"

namespace replywatch {
namespace {

// Takes one connection. Answers every command with "250 fine", DATA with 354, and the final dot with `last`; then closes.
class SmtpServer {
 public:
  explicit SmtpServer(std::string last, std::string after_data = "354 go on\r\n")
      : last_(std::move(last)), after_data_(std::move(after_data)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    void* raw = &address;
    socklen_t size = sizeof(address);
    if (::bind(listener_, static_cast<sockaddr*>(raw), size) != 0 || ::listen(listener_, 1) != 0 ||
        ::getsockname(listener_, static_cast<sockaddr*>(raw), &size) != 0)
      throw std::runtime_error("no port");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~SmtpServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  SmtpServer(const SmtpServer&) = delete;
  SmtpServer& operator=(const SmtpServer&) = delete;
  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }

 private:
  static void Say(int peer, const std::string& text) { static_cast<void>(::send(peer, text.data(), text.size(), MSG_NOSIGNAL)); }

  void Serve() const {
    const int peer = ::accept(listener_, nullptr, nullptr);
    if (peer < 0) return;
    Say(peer, "220 ready\r\n");
    std::string got;
    bool in_data = false;
    for (std::string buffer(4096, '\0');;) {
      const ssize_t count = ::recv(peer, buffer.data(), buffer.size(), 0);
      if (count <= 0) break;
      got.append(buffer, 0, static_cast<std::size_t>(count));
      if (!got.ends_with("\r\n") || (in_data && !got.ends_with("\r\n.\r\n"))) continue;
      if (in_data || (got.starts_with("DATA") && after_data_.empty())) {
        Say(peer, last_);
        break;
      }
      in_data = got.starts_with("DATA") && after_data_.starts_with("354");
      Say(peer, got.starts_with("DATA") ? after_data_ : "250 fine\r\n");
      got.clear();
    }
    ::close(peer);
  }

  std::string last_;
  std::string after_data_;
  int listener_;
  int port_ = 0;
  std::thread thread_;
};

Status Submit(const SmtpServer& server) {
  MailAccount account;
  account.smtp = server.url();
  return MakeCurlMailTransport(account)->Submit("shop@shop.example", "ana@mail.example", "Subject: x\r\n\r\ntext\r\n", {});
}

TEST(CurlMailTransport, KnowsWhatTheServerSaid) {
  EXPECT_TRUE(Submit(SmtpServer("250 2.0.0 taken\r\n")).ok());
  EXPECT_EQ(Submit(SmtpServer("451 4.7.1 later\r\n")).error().kind, ErrorKind::kBackOff);
  EXPECT_EQ(Submit(SmtpServer("554 5.7.1 spam\r\n")).error().kind, ErrorKind::kContentRejected);
  EXPECT_EQ(Submit(SmtpServer("550 not liked\r\n")).error().kind, ErrorKind::kContentRejected) << "said of the mail";
}

TEST(CurlMailTransport, DoesNotKnowWhatHalfAReplyMeans) {
  for (const char* last : {"", "250-queued\r\n", "250 que", "2", "251 forwarded\r\n", "no SMTP at all\r\n"}) {
    const Status status = Submit(SmtpServer(last));
    ASSERT_FALSE(status.ok()) << last;
    EXPECT_EQ(status.error().kind, ErrorKind::kUnknownOutcome) << last << ": " << status.error().text;
  }
}

TEST(CurlMailTransport, KnowsThatNothingWasTakenBeforeTheMailWasSent) {
  EXPECT_EQ(Submit(SmtpServer("", "")).error().kind, ErrorKind::kBackOff) << "closed where it should say 354";
  EXPECT_EQ(Submit(SmtpServer("", "554 no\r\n")).error().kind, ErrorKind::kContentRejected);
}

}  // namespace
}  // namespace replywatch

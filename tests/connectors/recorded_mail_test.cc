// Mails recorded from real programs, where they lie beside the source; they are not part of the project.
#include <gtest/gtest.h>

#include <filesystem>

#include "collector/protocols/mail/mail_message.h"
#include "shared/base/file.h"

namespace replywatch {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(RW_TEST_SOURCE_DIR) / "../shared/recorded/email";

TEST(RecordedMail, IsReadWithoutLoss) {
  if (!std::filesystem::exists(kFolder)) GTEST_SKIP() << "no recorded mails in " << kFolder;
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kFolder)) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() != ".msg" && path.extension() != ".eml") continue;
    const auto mail = ReadMail(ReadFile(path, 16 << 20).value());
    ASSERT_TRUE(mail.ok()) << path;
    EXPECT_TRUE(mail->from.has_value()) << path;
    EXPECT_TRUE(mail->date.has_value()) << path;
    EXPECT_FALSE(mail->message_id.empty()) << path;
    EXPECT_FALSE(mail->subject.empty()) << path;
    EXPECT_FALSE(mail->text.empty() && mail->attachments.empty()) << path;
    EXPECT_EQ(mail->text.find("\xEF\xBF\xBD"), std::string::npos) << path;
    ++count;
  }
  EXPECT_GE(count, 9U);
}

TEST(RecordedMail, TellsMachinesFromPeople) {
  if (!std::filesystem::exists(kFolder)) GTEST_SKIP() << "no recorded mails in " << kFolder;
  const auto read = [](const char* name) { return ReadMail(ReadFile(kFolder / "samples" / name, 1 << 20).value()).value(); };
  EXPECT_EQ(read("chatwoot_auto_reply_shape.eml").origin, MailOrigin::kAutoReply);
  const MailMessage bounce = read("chatwoot_bounce_gmail_shape.eml");
  EXPECT_EQ(bounce.origin, MailOrigin::kBounce);
  EXPECT_EQ(bounce.bounce->message_id, "our-reply-2@replywatch.example");
  EXPECT_TRUE(bounce.bounce->is_final);
  EXPECT_TRUE(read("chatwoot_in_reply_to_shape.eml").in_reply_to.empty());
}

}  // namespace
}  // namespace replywatch

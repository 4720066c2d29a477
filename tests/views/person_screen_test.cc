// Who may be the same person: asked in the contact pane, merged, refused and separated with a click.
#include "shared/actions/person_actions.h"

#include "tests/views/view_bench.h"

namespace replywatch {
namespace {

class PersonScreen : public ViewBench {
 protected:
  // Somebody else of that name, in an inbox where the open conversation is not.
  ContactId Namesake() {
    ContactId id;
    const Status written = backend_->store->Write([&](Session& s) -> Status {
      RW_ASSIGN_OR_RETURN(const std::vector<Inbox> inboxes, s.inboxes().All());
      for (const Inbox& inbox : inboxes) {
        if (inbox.id == snapshot_.detail->conversation.inbox_id) continue;
        Author author;
        author.source_id = "namesake";
        author.name = snapshot_.detail->contact.name;
        author.handle = "namesake_account";
        RW_ASSIGN_OR_RETURN(id, s.contacts().Resolve(inbox.id, author, clock_.Now()));
        return {};
      }
      return MakeError(ErrorKind::kInternal, "the demo shop has one inbox");
    });
    EXPECT_TRUE(written.ok());
    Settle();
    return id;
  }
  std::size_t ContactsOf(ContactId id) {
    std::size_t n = 0;
    Read([&](Session& s) { n = s.persons().ContactsOf(id)->size(); });
    return n;
  }
};

TEST_F(PersonScreen, AsksWhetherANamesakeIsTheSameAndMergesAndSeparates) {
  Open("Joan Miller");
  const ContactId joan = snapshot_.detail->contact.id;
  const std::string other = std::to_string(Namesake().value);
  ASSERT_TRUE(Shows("Is Joan Miller the same person?"));
  EXPECT_FALSE(Shows("@namesake_account"));
  Click("merge:" + other);
  EXPECT_EQ(ContactsOf(joan), 2U);
  EXPECT_FALSE(Shows("Is Joan Miller the same person?"));
  EXPECT_TRUE(Shows("@namesake_account")) << "the person's accounts are those of both";
  Click("separate:" + other);
  EXPECT_EQ(ContactsOf(joan), 1U);
  EXPECT_FALSE(Shows("Is Joan Miller the same person?")) << "staff have said so";
  Press(Key::kZ);
  EXPECT_EQ(ContactsOf(joan), 2U);
}

TEST_F(PersonScreen, DoesNotAskAgainAboutSomebodyElseUnlessUndone) {
  Open("Joan Miller");
  const std::string other = std::to_string(Namesake().value);
  Click("refuse_merge:" + other);
  EXPECT_FALSE(Shows("Is Joan Miller the same person?"));
  EXPECT_EQ(ContactsOf(snapshot_.detail->contact.id), 1U);
  Press(Key::kZ);
  EXPECT_TRUE(Shows("Is Joan Miller the same person?"));
}

}  // namespace
}  // namespace replywatch

// Which contacts are one person: merging, separating, suggestions, and taking each back.
#include "shared/actions/person_actions.h"

#include "shared/actions/wait_keeper.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

class PersonActions : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    Write([&](Session& s) {
      Inbox second;
      second.name = "shop page";
      second.platform = "elsewhere";
      second.account_id = "shop";
      page_ = *s.inboxes().Put(second);
    });
    ana_ = Person(inbox_, "ana", "Ana Pop", "ana@example.org");
    other_ana_ = Person(page_, "ana-2", "Ana Pop", "");
    third_ana_ = Person(page_, "ana-3", "A. P.", "ana@example.org");
    ion_ = Person(inbox_, "ion", "Ion Rus", "");
  }

  ContactId Person(InboxId inbox, const std::string& account, const std::string& name, const std::string& email) {
    ContactId id;
    Write([&](Session& s) {
      Author author;
      author.source_id = account;
      author.name = name;
      author.email = email;
      id = *s.contacts().Resolve(inbox, author, {1000});
    });
    return id;
  }

  Status Do(Status (*action)(Session&, const Actor&, ContactId, ContactId), ContactId one, ContactId other) {
    Status done;
    Write([&](Session& s) { done = action(s, {{}, {now_ += 1000}}, one, other); });
    return done;
  }
  void Undo() {
    Write([&](Session& s) { ASSERT_TRUE(UndoLast(s, {{}, {now_ += 1000}}).ok()); });
  }
  std::vector<ContactId> ContactsOf(ContactId id) {
    std::vector<ContactId> out;
    Read([&](Session& s) { out = *s.persons().ContactsOf(id); });
    return out;
  }
  std::vector<ContactId> Suggested(ContactId id) {
    std::vector<ContactId> out;
    Read([&](Session& s) {
      const auto suggestions = SuggestMerges(s, id);
      ASSERT_TRUE(suggestions.ok()) << suggestions.error().text;
      for (const MergeSuggestion& suggestion : *suggestions) out.push_back(suggestion.contact.id);
    });
    return out;
  }
  using Ids = std::vector<ContactId>;

  InboxId page_;
  ContactId ana_, other_ana_, third_ana_, ion_;
  std::int64_t now_ = 10'000;
};

TEST_F(PersonActions, SuggestTheStrongestLikenessFirst) {
  EXPECT_EQ(Suggested(ana_), (Ids{third_ana_, other_ana_}));
  EXPECT_EQ(Suggested(ion_), Ids{});
}

TEST_F(PersonActions, AreSuggestedByNamesThatDifferInCaseAndDiacriticsOnly) {
  const ContactId stefan = Person(inbox_, "s1", "Ștefan Țăranu", "");
  const ContactId shouting = Person(page_, "s2", "STEFAN ȚĂRANU", "");
  EXPECT_EQ(Suggested(stefan), Ids{shouting});
  Person(page_, "s2", "Maria Țăranu", "");
  EXPECT_EQ(Suggested(stefan), Ids{}) << "an account that was renamed is compared by its name of now";
  const ContactId latin = Person(page_, "s3", "Georgi Petrov", "");
  EXPECT_EQ(Suggested(Person(inbox_, "s4", "Георги Петров", "")), Ids{latin});
}

TEST_F(PersonActions, AreSuggestedByTheSameHandleAndName) {
  const auto with_handle = [&](InboxId inbox, const std::string& account, const std::string& name) {
    ContactId id;
    Write([&](Session& s) {
      Author author;
      author.source_id = account;
      author.name = name;
      author.handle = "lia.ro";
      id = *s.contacts().Resolve(inbox, author, {1000});
    });
    return id;
  };
  const ContactId here = with_handle(inbox_, "h1", "Lia");
  EXPECT_EQ(Suggested(here), Ids{});
  const ContactId there = with_handle(page_, "h2", "LIA");
  with_handle(page_, "h3", "Somebody");
  with_handle(inbox_, "h4", "Lia");
  EXPECT_EQ(Suggested(here), Ids{there}) << "another name is another person, and so is another account of one inbox";
}

TEST_F(PersonActions, MergedContactsAreOnePersonShownAsTheKeptOne) {
  ASSERT_TRUE(Do(&MergeContacts, ana_, other_ana_).ok());
  EXPECT_EQ(ContactsOf(ana_), (Ids{ana_, other_ana_}));
  EXPECT_EQ(ContactsOf(other_ana_), (Ids{ana_, other_ana_}));
  EXPECT_EQ(ContactsOf(ion_), Ids{ion_});
  EXPECT_EQ(Suggested(ana_), Ids{third_ana_}) << "whoever is merged is no longer suggested";
  EXPECT_EQ(Suggested(other_ana_), Ids{third_ana_}) << "by the address of the person's other contact";
}

TEST_F(PersonActions, RefuseWhatCannotBeMerged) {
  EXPECT_EQ(Do(&MergeContacts, ana_, ana_).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(Do(&MergeContacts, ana_, ContactId{9999}).error().kind, ErrorKind::kNotFound);
  ASSERT_TRUE(Do(&MergeContacts, ana_, ion_).ok());
  EXPECT_EQ(Do(&MergeContacts, ion_, ana_).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(Do(&SeparateContacts, ana_, other_ana_).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(Do(&RefuseMerge, ana_, ion_).error().kind, ErrorKind::kInvalidArgument);
  Write([&](Session& s) { ASSERT_TRUE(s.contacts().Erase(third_ana_, {2000}).ok()); });
  EXPECT_EQ(Do(&MergeContacts, other_ana_, third_ana_).error().kind, ErrorKind::kInvalidArgument);
}

TEST_F(PersonActions, MergingAMergedPersonTakesAllTheirContacts) {
  ASSERT_TRUE(Do(&MergeContacts, other_ana_, third_ana_).ok());
  ASSERT_TRUE(Do(&MergeContacts, ana_, third_ana_).ok()) << "named by any of their contacts";
  EXPECT_EQ(ContactsOf(third_ana_), (Ids{ana_, other_ana_, third_ana_}));
  Undo();
  EXPECT_EQ(ContactsOf(third_ana_), (Ids{other_ana_, third_ana_})) << "the older merge stays";
  EXPECT_EQ(ContactsOf(ana_), Ids{ana_});
}

TEST_F(PersonActions, SeparatingCutsBetweenTheTwoWhicheverWayTheyWereMerged) {
  ASSERT_TRUE(Do(&MergeContacts, ana_, other_ana_).ok());
  ASSERT_TRUE(Do(&SeparateContacts, other_ana_, ana_).ok()) << "from the merged one's side";
  EXPECT_EQ(ContactsOf(ana_), Ids{ana_});
  EXPECT_EQ(Suggested(ana_), Ids{third_ana_}) << "who was said to be somebody else is not suggested again";
  Undo();
  EXPECT_EQ(ContactsOf(ana_), (Ids{ana_, other_ana_}));
}

TEST_F(PersonActions, RefusedSuggestionsStayAwayUntilUndone) {
  ASSERT_TRUE(Do(&RefuseMerge, other_ana_, ana_).ok());
  EXPECT_EQ(Suggested(ana_), Ids{third_ana_});
  EXPECT_EQ(Suggested(other_ana_), Ids{});
  Undo();
  EXPECT_EQ(Suggested(ana_), (Ids{third_ana_, other_ana_}));
}

TEST_F(PersonActions, UndoNoticesThatSomebodyRegroupedSince) {
  ASSERT_TRUE(Do(&MergeContacts, ana_, other_ana_).ok());
  Write([&](Session& s) {
    ASSERT_TRUE(s.persons().Separate(other_ana_).ok());
    EXPECT_EQ(UndoLast(s, {{}, {now_}}).error().kind, ErrorKind::kInvalidArgument);
  });
}

TEST_F(PersonActions, ErasedPeopleAreNotSuggested) {
  Write([&](Session& s) { ASSERT_TRUE(s.contacts().Erase(third_ana_, {2000}).ok()); });
  EXPECT_EQ(Suggested(ana_), Ids{other_ana_});
}

TEST_F(PersonActions, ErasingTakesAwayWhatWasLearntFromTheirMessages) {
  Write([&](Session& s) {
    LearningTry tried;
    tried.is_used = true;
    ASSERT_TRUE(s.learning().Add(tried, "layer").ok());
    ASSERT_TRUE(ErasePerson(s, {{}, {900'000}}, third_ana_).ok());
    EXPECT_NE(*s.learning().UsedId(), 0) << "she never wrote";
    Message m = MessageOf("c1", "ana", "my parcel?", 2000);
    m.contact_id = ana_;
    m.conversation_id = *s.conversations().Resolve({inbox_, "post", Visibility::kPublic, "", ""}, ana_, {2000});
    ASSERT_TRUE(s.messages().Insert(m).ok());
    ASSERT_TRUE(ErasePerson(s, {{}, {900'000}}, ana_).ok());
    EXPECT_EQ(*s.learning().UsedId(), 0);
    EXPECT_TRUE(s.learning().Progress(0)->is_due) << "to be learnt without them";
  });
}

TEST_F(PersonActions, ErasingLeavesNobodyWaiting) {
  ASSERT_TRUE(Do(MergeContacts, ana_, other_ana_).ok());
  ConversationId conversation;
  Write([&](Session& s) {
    for (const auto& [inbox, account, contact] : {std::tuple(inbox_, "ana", ana_), std::tuple(page_, "ana-2", other_ana_)}) {
      Message m = MessageOf(std::string("c-") + account, account, "my parcel?", 2000);
      m.inbox_id = inbox;
      m.contact_id = contact;
      conversation = m.conversation_id =
          *s.conversations().Resolve({inbox, "post", Visibility::kPublic, "", ""}, contact, {2000});
      m.id = *s.messages().Insert(m);
      ASSERT_TRUE(WaitsAfterInsert(s, m).ok());
    }
    EXPECT_EQ(s.conversations().Counts({})->waiting_public, 2);
    ASSERT_TRUE(ErasePerson(s, {{}, {900'000}}, ana_).ok());
    EXPECT_EQ(s.conversations().Counts({})->waiting_public, 0);
    for (const ContactId one : {ana_, other_ana_}) EXPECT_TRUE((*s.contacts().Get(one))->erased_at);
    EXPECT_EQ((*s.conversations().Get(conversation))->status, ConversationStatus::kResolved);
    EXPECT_EQ(s.conversations().Waits(conversation)->front().started_at, Timestamp{2000}) << "timings stay";
    EXPECT_EQ(ErasePerson(s, {{}, {900'000}}, ContactId{4711}).error().kind, ErrorKind::kNotFound);
  });
  Write([&](Session& s) {
    EXPECT_FALSE(UndoLast(s, {{}, {now_ += 1000}}).ok() && s.conversations().Counts({})->waiting_public > 0)
        << "it cannot be taken back";
  });
}

}  // namespace
}  // namespace replywatch

// What ingest asks the store about every message: who, where, what refers to it, what was closed.
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

class LookupContract : public StoreFixture {
 protected:
  Message Stored(MessageId id) {
    Message found;
    Read([&](Session& s) { found = **s.messages().Get(id); });
    return found;
  }
};

TEST_F(LookupContract, OnePersonHasOneConversationUnderAPostAndThePostOneTitle) {
  Write([&](Session& s) {
    const ContactId ana = *s.contacts().Resolve(inbox_, AuthorOf("ana"), {1000});
    const ContactId ion = *s.contacts().Resolve(inbox_, AuthorOf("ion"), {1000});
    const ConversationId first = *s.conversations().Resolve({inbox_, "post", Visibility::kPublic, "", ""}, ana, {1000});
    EXPECT_EQ(*s.conversations().Resolve({inbox_, "post", Visibility::kPublic, "A post", "https://x.example/p"}, ana, {3000}),
              first);
    EXPECT_EQ(*s.conversations().Resolve({inbox_, "post", Visibility::kPublic, "", ""}, ana, {2000}), first);
    const ConversationId of_ion = *s.conversations().Resolve({inbox_, "post", Visibility::kPublic, "", ""}, ion, {1000});
    const ConversationId in_private = *s.conversations().Resolve({inbox_, "post", Visibility::kPrivate, "", ""}, ana, {1000});
    EXPECT_NE(of_ion, first);
    EXPECT_NE(in_private, first);
    const Conversation conversation = **s.conversations().Get(first);
    EXPECT_EQ(conversation.root_title, "A post");
    EXPECT_EQ(conversation.root_permalink, "https://x.example/p");
    EXPECT_EQ(conversation.last_activity, Timestamp{3000});
    EXPECT_EQ((*s.conversations().Get(of_ion))->root_title, "A post");
    EXPECT_EQ((*s.conversations().Get(in_private))->root_title, "");
  });
}

TEST_F(LookupContract, SaysWhatItMadeAndWhatWasThere) {
  Write([&](Session& s) {
    const ThreadInfo post{inbox_, "post", Visibility::kPublic, "", ""};
    const auto ana = *s.contacts().FindOrMake(inbox_, AuthorOf("ana"), {1000}, "ro");
    const auto talk = *s.conversations().FindOrMake(post, ana.id, {1000});
    EXPECT_TRUE(ana.is_new);
    EXPECT_TRUE(talk.is_new);
    const auto ana_again = *s.contacts().FindOrMake(inbox_, AuthorOf("ana"), {2000}, "ro");
    const auto talk_again = *s.conversations().FindOrMake(post, ana.id, {2000});
    EXPECT_EQ(ana_again.id, ana.id);
    EXPECT_FALSE(ana_again.is_new);
    EXPECT_EQ(talk_again.id, talk.id);
    EXPECT_FALSE(talk_again.is_new);
    const auto ion = *s.contacts().FindOrMake(inbox_, AuthorOf("ion"), {1000}, {});
    EXPECT_TRUE(s.conversations().FindOrMake(post, ion.id, {1000})->is_new) << "another person under the same post";
  });
}

TEST_F(LookupContract, TellsTheStatusOfAConversationWithItsWaits) {
  const Message message = Stored(Add("c1", "ana", "x", 1000));
  Write([&](Session& s) {
    EXPECT_EQ(s.conversations().LoadWaits(message.conversation_id)->status, ConversationStatus::kOpen);
    ASSERT_TRUE(s.conversations().SetStatus(message.conversation_id, ConversationStatus::kResolved, std::nullopt).ok());
    EXPECT_EQ(s.conversations().LoadWaits(message.conversation_id)->status, ConversationStatus::kResolved);
  });
}

TEST_F(LookupContract, TalliesCorrectionsByWhatStoodFirstAndLast) {
  const Message missed = Stored(Add("c1", "ana", "x", 1000));
  const Message too_much = Stored(Add("c2", "ion", "x", 1000));
  Write([&](Session& s) {
    const auto correct = [&](const Message& m, Flags before, Flags after, std::int64_t at) {
      Classification c = m.classification;
      c.flags = after;
      ASSERT_TRUE(
          s.messages().Correct({m.id, AgentId{1}, {at}, before, after, NoAnswerReason::kNone, NoAnswerReason::kNone}, c).ok());
    };
    correct(missed, {}, Flag::kPraise, 2000);                                // a slip of the hand …
    correct(missed, Flag::kPraise, Flag::kProblem | Flag::kQuestion, 3000);  // … put right
    correct(too_much, Flag::kProblem | Flag::kQuestion, Flag::kQuestion, 4000);
    const CorrectionTally all = *s.messages().TallyCorrections(kEver);
    EXPECT_EQ(all.messages, 2);
    EXPECT_EQ(all.problem.hits, 0);
    EXPECT_EQ(all.problem.misses, 1);
    EXPECT_EQ(all.problem.false_alarms, 1);
    EXPECT_EQ(all.question.hits, 1);
    EXPECT_EQ(all.question.misses, 1);
    EXPECT_EQ(all.praise.misses, 0) << "only the last word counts";
  });
}

TEST_F(LookupContract, TalliesTheMessagesReadSince) {
  const Message first = Stored(Add("c1", "ana", "x", 1000));
  const Message second = Stored(Add("c2", "ion", "x", 3000));
  Write([&](Session& s) {
    for (const Message& m : {first, second}) {
      Classification c = m.classification;
      c.flags = Flag::kProblem;
      const Correction correction{m.id, AgentId{1}, {9000}, {}, Flag::kProblem, NoAnswerReason::kNone, NoAnswerReason::kNone};
      ASSERT_TRUE(s.messages().Correct(correction, c).ok());
    }
    EXPECT_EQ(s.messages().TallyCorrections(first.fetched_at)->messages, 2);
    EXPECT_EQ(s.messages().TallyCorrections(second.fetched_at)->messages, 1) << "what came before was judged by another detector";
    EXPECT_EQ(s.messages().TallyCorrections({second.fetched_at.ms + 1})->messages, 0);
  });
}

TEST_F(LookupContract, KnowsWhetherAnythingOfAContactWasEverClosed) {
  const Message of_ana = Stored(Add("c1", "ana", "x", 1000));
  const Message of_ion = Stored(Add("c2", "ion", "x", 1000));
  Write([&](Session& s) {
    EXPECT_FALSE(*s.conversations().AnyClosed(of_ana.contact_id));
    ASSERT_TRUE(s.conversations().AddClosing(of_ana.conversation_id, {0, {2000}, {}, {}}).ok());
    EXPECT_TRUE(*s.conversations().AnyClosed(of_ana.contact_id));
    EXPECT_FALSE(*s.conversations().AnyClosed(of_ion.contact_id));
  });
}

TEST_F(LookupContract, KnowsWhenTheNewestMessageWasWritten) {
  Read([&](Session& s) { EXPECT_EQ(*s.messages().NewestAt(), std::nullopt); });
  Add("c2", "ana", "x", 5000);
  Add("c1", "ana", "x", 1000);
  Read([&](Session& s) {
    EXPECT_EQ(*s.messages().NewestAt(), Timestamp{5000});
    EXPECT_TRUE(*s.messages().AnyBetween({1000}, {1001}));
    EXPECT_FALSE(*s.messages().AnyBetween({1001}, {5000}));
    EXPECT_TRUE(*s.messages().AnyBetween({1001}, {5001}));
  });
}

TEST_F(LookupContract, NamesWhatHasLongBeenUnreadHoweverOldItIs) {
  for (const std::int64_t at : {1000, 2000, 3000, 4000})
    Add("c" + std::to_string(at), "ana", "Q", at);  // read half a second later
  const auto due = [&](std::int64_t read_before, int limit) {
    std::vector<std::string> ids;
    Read([&](Session& s) { ids = *s.messages().DueForRefresh(inbox_, {read_before}, limit); });
    return ids;
  };
  EXPECT_EQ(due(3500, 10), (std::vector<std::string>{"c1000", "c2000"}));
  EXPECT_EQ(due(9000, 1), (std::vector<std::string>{"c1000"}));
  Write([&](Session& s) {
    ASSERT_TRUE(s.messages().MarkSwept(inbox_, {"c1000"}, {8000}).ok());
    Message removed = **s.messages().Find(inbox_, "c3000");
    removed.item.publication = Publication::kRemoved;
    ASSERT_TRUE(s.messages().Update(removed, {5000}).ok());
  });
  EXPECT_EQ(due(9000, 10), (std::vector<std::string>{"c2000", "c4000", "c1000"})) << "longest unread first";
  EXPECT_EQ(due(8000, 10), (std::vector<std::string>{"c2000", "c4000"}));
}

TEST_F(LookupContract, KnowsWhatRefersToAMessageThatHasNotCome) {
  Write([&](Session& s) {
    Message reply = MessageOf("reply", "ana", "x", 1000);
    reply.item.parent_source_id = "missing";
    ASSERT_TRUE(s.messages().Insert(reply).ok());
    Message in_private = MessageOf("private", "ana", "x", 1000);
    in_private.item.visibility = Visibility::kPrivate;
    in_private.item.linked_source_id = "comment";
    ASSERT_TRUE(s.messages().Insert(in_private).ok());
    EXPECT_TRUE(*s.messages().IsReferredTo(inbox_, "missing"));
    EXPECT_TRUE(*s.messages().IsReferredTo(inbox_, "comment"));
    EXPECT_FALSE(*s.messages().IsReferredTo(inbox_, "reply"));
    EXPECT_FALSE(*s.messages().IsReferredTo(inbox_, ""));
    EXPECT_FALSE(*s.messages().IsReferredTo(InboxId{4711}, "missing"));
  });
}

TEST_F(LookupContract, AMergeIsSeenAtOnceInItsOwnTransactionAndElsewhere) {
  const Message of_ana = Stored(Add("c1", "ana", "x", 1000));
  const Message of_anca = Stored(Add("c2", "anca", "x", 1000));
  const auto expect_merged = [&](Session& s, bool merged) {
    EXPECT_EQ(s.persons().ContactsOf(of_anca.contact_id)->size(), merged ? 2U : 1U);
    EXPECT_EQ(s.persons().Siblings(of_ana.conversation_id)->size(), merged ? 1U : 0U);
  };
  Read([&](Session& s) { expect_merged(s, false); });
  Write([&](Session& s) {
    expect_merged(s, false);
    ASSERT_TRUE(s.persons().Merge(of_ana.contact_id, of_anca.contact_id).ok());
    expect_merged(s, true);
  });
  Read([&](Session& s) { expect_merged(s, true); });
  Write([&](Session& s) {
    expect_merged(s, true);
    ASSERT_TRUE(s.persons().Separate(of_anca.contact_id).ok());
    expect_merged(s, false);
  });
  Read([&](Session& s) { expect_merged(s, false); });
}

TEST_F(LookupContract, AMergeThatWasTakenBackByAFailureIsForgotten) {
  const Message of_ana = Stored(Add("c1", "ana", "x", 1000));
  const Message of_anca = Stored(Add("c2", "anca", "x", 1000));
  const Status failed = store_->Write([&](Session& s) -> Status {
    RW_RETURN_IF_ERROR(s.persons().Merge(of_ana.contact_id, of_anca.contact_id));
    EXPECT_EQ(s.persons().ContactsOf(of_ana.contact_id)->size(), 2U);
    return MakeError(ErrorKind::kInternal, "the end of it");
  });
  EXPECT_FALSE(failed.ok());
  Write([&](Session& s) { EXPECT_EQ(s.persons().ContactsOf(of_ana.contact_id)->size(), 1U); });
}

}  // namespace
}  // namespace replywatch

// What every Store must do, whatever database is behind it.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "shared/actions/new_key.h"
#include "shared/store/store.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

using StoreContract = StoreFixture;

TEST_F(StoreContract, FindsAMessageByItsSourceId) {
  const MessageId id = Add("c1", "ana", "Unde e coletul?", 1000);
  Read([&](Session& s) {
    const auto stub = s.messages().FindStub(inbox_, "c1");
    ASSERT_TRUE(stub.ok() && *stub);
    EXPECT_EQ((*stub)->id, id);
    EXPECT_EQ((*stub)->contact_source_id, "ana");
    EXPECT_FALSE(*s.messages().FindStub(inbox_, "c2"));
  });
}

TEST_F(StoreContract, RefusesTheSameSourceIdTwice) {
  Add("c1", "ana", "x", 1000);
  const Status again = store_->Write([&](Session& s) { return s.messages().Insert(MessageOf("c1", "ana", "y", 1000)).status(); });
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().kind, ErrorKind::kInvalidArgument);
}

TEST_F(StoreContract, RollsBackWhenTheBodyFails) {
  const Status failed = store_->Write([&](Session& s) -> Status {
    RW_RETURN_IF_ERROR(s.contacts().Resolve(inbox_, AuthorOf("ana"), {1}).status());
    return MakeError(ErrorKind::kCancelled, "no");
  });
  EXPECT_FALSE(failed.ok());
  Read([&](Session& s) { EXPECT_FALSE(*s.contacts().FindByIdentity(inbox_, "ana")); });
}

TEST_F(StoreContract, RefusesToWriteInAReadingSession) {
  const Status written = store_->Read([&](Session& s) { return s.contacts().Resolve(inbox_, AuthorOf("ana"), {1}).status(); });
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().kind, ErrorKind::kInvalidArgument);
}

TEST_F(StoreContract, KeepsEveryFieldOfAMessage) {
  Message m = MessageOf("c1", "ana", "Bună ziua 🙂", 5000);
  m.item.parent_source_id = "p";
  m.item.parent_author_id = "pa";
  m.item.reply_target_id = "rt";
  m.item.kind = MessageKind::kReview;
  m.item.mentions_us = true;
  m.item.rating = 1;
  m.item.attachments = {{AttachmentKind::kImage, "https://x.example/1.jpg", "o poză"}};
  m.item.edited_at = Timestamp{6000};
  m.item.publication = Publication::kHeld;
  m.item.permalink = "https://x.example/c1";
  m.item.abilities.reply_public = true;
  m.item.abilities.approve = true;
  m.item.abilities.window = ReplyWindow{{9000}, "standard"};
  m.classification.language = "ro";
  m.classification.flags = Flag::kProblem | Flag::kQuestion;
  m.classification.urgency = Urgency::kHigh;
  m.classification.evidence = {{0, 4, Flag::kProblem}, {5, 9, Flag::kQuestion}};
  MessageId id;
  Write([&](Session& s) { id = *s.messages().Insert(m); });
  Read([&](Session& s) {
    const Message back = **s.messages().Get(id);
    EXPECT_EQ(back.item.text, m.item.text);
    EXPECT_EQ(back.item.parent_author_id, "pa");
    EXPECT_EQ(back.item.reply_target_id, "rt");
    EXPECT_EQ(back.item.kind, MessageKind::kReview);
    EXPECT_TRUE(back.item.mentions_us);
    EXPECT_EQ(back.item.rating, 1);
    EXPECT_EQ(back.item.attachments, m.item.attachments);
    EXPECT_EQ(back.item.edited_at, Timestamp{6000});
    EXPECT_EQ(back.item.publication, Publication::kHeld);
    EXPECT_EQ(back.item.abilities.window, m.item.abilities.window);
    EXPECT_TRUE(back.item.abilities.approve);
    EXPECT_FALSE(back.item.abilities.reply_private);
    EXPECT_FALSE(back.item.liked) << "nobody has told";
    EXPECT_EQ(back.classification.flags, m.classification.flags);
    EXPECT_EQ(back.classification.urgency, Urgency::kHigh);
    EXPECT_EQ(back.classification.evidence, m.classification.evidence);
  });
}

TEST_F(StoreContract, KeepsWhetherWeLikeAMessageAndWhatALikeClosed) {
  const MessageId id = Add("c1", "ana", "Superb!", 1000);
  for (const std::optional<bool> liked : {std::optional(true), std::optional(false), std::optional<bool>()}) {
    Write([&](Session& s) {
      Message m = **s.messages().Get(id);
      m.item.liked = liked;
      ASSERT_TRUE(s.messages().Update(m, {2000}).ok());
      EXPECT_EQ((*s.messages().Get(id))->item.liked, liked);
    });
  }
  Write([&](Session& s) {
    const ConversationId conversation = (*s.messages().Get(id))->conversation_id;
    const auto done = s.conversations().AddClosing(conversation, {0, {2000}, {}, {}});
    const auto liked = s.conversations().AddClosing(conversation, {0, {3000}, AgentId{4}, OutboundId{7}});
    ASSERT_TRUE(done.ok() && liked.ok());
    const std::vector<Closing> closings = *s.conversations().Closings(conversation);
    ASSERT_EQ(closings.size(), 2U);
    EXPECT_EQ(closings[0].id, *done);
    EXPECT_FALSE(closings[0].like);
    EXPECT_EQ(closings[1].id, *liked);
    EXPECT_EQ(closings[1].at, Timestamp{3000});
    EXPECT_EQ(closings[1].agent_id, AgentId{4});
    EXPECT_EQ(closings[1].like, OutboundId{7});
  });
}

TEST_F(StoreContract, KeepsEarlierTextsOfAnEdit) {
  const MessageId id = Add("c1", "ana", "prima", 1000);
  Write([&](Session& s) {
    Message m = **s.messages().Get(id);
    m.item.text = "a doua";
    ASSERT_TRUE(s.messages().Update(m, {2000}).ok());
  });
  Read([&](Session& s) {
    const auto versions = *s.messages().Versions(id);
    ASSERT_EQ(versions.size(), 1U);
    EXPECT_EQ(versions[0].text, "prima");
    EXPECT_EQ(versions[0].replaced_at, Timestamp{2000});
  });
}

std::size_t Hits(StoreContract& test, const std::string& search) {
  MessageQuery query;
  query.search = search;
  std::size_t n = 0;
  test.Read([&](Session& s) { n = s.messages().List(query)->size(); });
  return n;
}

TEST_F(StoreContract, SearchesWithoutRegardToDiacriticsCaseAndScript) {
  Add("c1", "ana", "Cămașă roșie", 1000);
  Add("c2", "pawel", "Łóżko się złamało", 1001);
  Add("c3", "vesela", "Поръчката закъснява", 1002);
  for (const char* search : {"camasa", "CĂMAŞĂ", "lozko", "ŁÓŻKO zlam", "порЪч", "porachk", "Pawel", "zaka"})
    EXPECT_EQ(Hits(*this, search), 1U) << search;
  EXPECT_EQ(Hits(*this, "camasa lozko"), 0U);
  EXPECT_EQ(Hits(*this, "\"' OR * NEAR("), 0U);
  EXPECT_EQ(Hits(*this, "!!!"), 0U);
  for (const char* search : {"cămașă’roșie", "camasa–rosie", "camasa…", "camasa🙂rosie", "„camasa”"})
    EXPECT_EQ(Hits(*this, search), 1U) << search;
}

TEST_F(StoreContract, FindsTheNewTextAfterAnEditAndNotTheOld) {
  const MessageId id = Add("c1", "ana", "verde", 1000);
  Write([&](Session& s) {
    Message m = **s.messages().Get(id);
    m.item.text = "galben";
    ASSERT_TRUE(s.messages().Update(m, {2000}).ok());
  });
  EXPECT_EQ(Hits(*this, "verde"), 0U);
  EXPECT_EQ(Hits(*this, "galben"), 1U);
}

TEST_F(StoreContract, RenamesAContactWhenThePlatformDoes) {
  Add("c1", "ana", "x", 1000);
  Write([&](Session& s) {
    Author author = AuthorOf("ana");
    author.name = "Ana Nouă";
    const ContactId id = *s.contacts().Resolve(inbox_, author, {2000});
    EXPECT_EQ((*s.contacts().Get(id))->name, "Ana Nouă");
  });
}

TEST_F(StoreContract, KeepsWhenAContactWasFirstSeenWhateverTheOrder) {
  Add("c2", "ana", "x", 5000);
  Add("c1", "ana", "x", 1000);
  Add("c3", "ana", "x", 9000);
  Read([&](Session& s) {
    EXPECT_EQ((*s.contacts().Get(**s.contacts().FindByIdentity(inbox_, "ana")))->first_seen, Timestamp{1000});
  });
}

TEST_F(StoreContract, MovesAReplyOnlyFromTheStateItIsIn) {
  const MessageId target = Add("c1", "ana", "x", 1000);
  OutboundMessage reply = ReplyTo(target);
  Write([&](Session& s) { reply.id = *s.outbox().Add(reply); });
  reply.state = OutboundState::kSending;
  Write([&](Session& s) { EXPECT_TRUE(s.outbox().Move(reply, OutboundState::kQueued).ok()); });
  const Status again = store_->Write([&](Session& s) { return s.outbox().Move(reply, OutboundState::kQueued); });
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().kind, ErrorKind::kNotFound);
}

TEST_F(StoreContract, NamesAReplyByItsNewSourceIdInTheOutboxToo) {
  const MessageId target = Add("c1", "ana", "x", 1000);
  const MessageId assumed = Add("sent:1", "ana", "y", 2000);
  OutboundId id;
  OutboundId other;
  Write([&](Session& s) {
    OutboundMessage reply = ReplyTo(target);
    reply.result_source_id = "sent:1";
    id = *s.outbox().Add(reply);
    reply = ReplyTo(target);
    other = *s.outbox().Add(reply);
    ASSERT_TRUE(s.messages().SetSourceId(assumed, "r1").ok());
  });
  Read([&](Session& s) {
    EXPECT_EQ((*s.outbox().Get(id))->result_source_id, "r1");
    EXPECT_EQ((*s.outbox().Get(other))->result_source_id, "");
    EXPECT_EQ((*s.messages().FindStub(inbox_, "r1"))->id, assumed);
  });
}

TEST_F(StoreContract, ListsWhatIsDueOldestFirst) {
  const MessageId target = Add("c1", "ana", "x", 1000);
  OutboundMessage early = ReplyTo(target);
  OutboundMessage late = ReplyTo(target);
  late.not_before = {9000};
  Write([&](Session& s) {
    early.id = *s.outbox().Add(early);
    late.id = *s.outbox().Add(late);
  });
  Read([&](Session& s) {
    EXPECT_EQ(s.outbox().Due(inbox_, {8999}, 10)->size(), 1U);
    EXPECT_EQ(s.outbox().Due(inbox_, {9000}, 10)->size(), 2U);
    EXPECT_EQ(*s.outbox().NextDue(), std::optional(early.not_before));
  });
}

TEST_F(StoreContract, AReplyFromTheFutureIsDueWhenTheClockWasSetBack) {
  const MessageId target = Add("c1", "ana", "x", 1000);
  OutboundMessage reply = ReplyTo(target);
  reply.created_at = {900'000};
  reply.not_before = {905'000};
  Write([&](Session& s) { reply.id = *s.outbox().Add(reply); });
  Read([&](Session& s) { EXPECT_EQ(s.outbox().Due(inbox_, {5000}, 10)->size(), 1U); });
}

TEST_F(StoreContract, KeepsAndRemovesDrafts) {
  const MessageId target = Add("c1", "ana", "x", 1000);
  Write([&](Session& s) {
    const AgentId agent = *s.staff().Put({{}, "Ioana", AgentRole::kSupervisor, "", true});
    const ConversationId conversation = (*s.messages().Get(target))->conversation_id;
    ASSERT_TRUE(s.staff().SaveDraft({conversation, agent, "public", "Bună", {1}}).ok());
    ASSERT_TRUE(s.staff().SaveDraft({conversation, agent, "public", "Bună ziua", {2}}).ok());
    ASSERT_EQ(s.staff().Drafts(agent)->size(), 1U);
    EXPECT_EQ(s.staff().Drafts(agent)->front().text, "Bună ziua");
    ASSERT_TRUE(s.staff().SaveDraft({conversation, agent, "public", "", {3}}).ok());
    EXPECT_TRUE(s.staff().Drafts(agent)->empty());
  });
}

TEST_F(StoreContract, KeepsWhoIsAwayThroughNewSettings) {
  Write([&](Session& s) {
    const AgentId agent = *s.staff().Put({{}, "Ioana", AgentRole::kSupervisor, "", true, {}});
    ASSERT_TRUE(s.staff().SetAway(agent, Timestamp{5000}).ok());
    ASSERT_EQ(*s.staff().Put({{}, "Ioana", AgentRole::kAgent, "i@shop.example", true, {}}), agent);
    const Agent known = **s.staff().FindAgent("Ioana");
    EXPECT_TRUE(known.IsAway({4999}));
    EXPECT_FALSE(known.IsAway({5000}));
    ASSERT_TRUE(s.staff().SetAway(agent, {}).ok());
    EXPECT_FALSE((*s.staff().FindAgent("Ioana"))->away_until);
  });
}

TEST_F(StoreContract, RefusesAnInboxNameOfAnotherPlatform) {
  const Status put = store_->Write([&](Session& s) {
    Inbox inbox;
    inbox.name = "blog";
    inbox.platform = "elsewhere";
    return s.inboxes().Put(inbox).status();
  });
  ASSERT_FALSE(put.ok());
  EXPECT_EQ(put.error().kind, ErrorKind::kInvalidArgument);
}

TEST_F(StoreContract, CountsAChangeOfAnotherConnection) {
  auto other = OpenStore(folder_.DatabaseUrl(), OpenMode::kExisting);
  ASSERT_TRUE(other.ok());
  const std::int64_t before = *(*other)->ChangeCounter();
  EXPECT_EQ(*(*other)->ChangeCounter(), before);
  Add("c1", "ana", "x", 1000);
  EXPECT_NE(*(*other)->ChangeCounter(), before);
}

TEST_F(StoreContract, LetsOneCollectorWork) {
  ASSERT_TRUE(store_->LockForCollector().ok());
  auto other = OpenStore(folder_.DatabaseUrl(), OpenMode::kExisting);
  ASSERT_TRUE(other.ok());
  EXPECT_TRUE((*other)->IsCollectorRunning());
  const Status second = (*other)->LockForCollector();
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().kind, ErrorKind::kDatabaseBusy);
  store_.reset();
  EXPECT_FALSE((*other)->IsCollectorRunning());
}

TEST_F(StoreContract, BacksUpAndRestores) {
  Add("c1", "ana", "înainte", 1000);
  const auto backup = folder_.path() / "backup.db";
  ASSERT_TRUE(store_->Backup(backup).ok());
  EXPECT_FALSE(store_->Backup(backup).ok()) << "an existing file is never overwritten";
  struct stat info {};
  ASSERT_EQ(::stat(backup.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
  Add("c2", "ana", "după", 2000);
  store_.reset();
  const auto restored = RestoreStore(folder_.DatabaseUrl(), backup);
  ASSERT_TRUE(restored.ok()) << restored.error().text;
  store_ = std::move(OpenStore(folder_.DatabaseUrl(), OpenMode::kMigrate)).value();
  EXPECT_EQ(Hits(*this, "inainte"), 1U);
  EXPECT_EQ(Hits(*this, "dupa"), 0U);
}

class StoreErasure : public StoreFixture {
 protected:
  // Every byte of the database, its log and its index.
  std::string Bytes() {
    std::string all;
    for (const char* suffix : {"", "-wal"}) {
      std::ifstream in(folder_.path() / (std::string("test.db") + suffix), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(in), {});
    }
    return all;
  }
};

TEST_F(StoreErasure, LeavesNoTraceOfThePersonAndKeepsTheTimings) {
  const MessageId id = Add("c1", "zoe-account", "Textulsecret despre comandă", 1000);
  Add("c2", "other", "Altcineva", 1001);
  ContactId contact;
  ConversationId conversation;
  Write([&](Session& s) {
    Message m = **s.messages().Get(id);
    contact = m.contact_id;
    conversation = m.conversation_id;
    m.item.text = "Altsecret";
    ASSERT_TRUE(s.messages().Update(m, {2000}).ok());
    ASSERT_TRUE(s.conversations().AddNote({0, conversation, {}, "Notasecret", {3}}).ok());
    ASSERT_TRUE(s.staff().SaveDraft({conversation, {}, "public", "Ciornasecret", {3}}).ok());
    OutboundMessage reply = ReplyTo(id);
    reply.text = "Raspunssecret";
    ASSERT_TRUE(s.outbox().Add(reply).ok());
    ASSERT_TRUE(
        s.inboxes().AddSetAside(inbox_, {"c9", "no date", "{\"acct\":\"zoe-account\",\"content\":\"Brutsecret\"}"}, {4}).ok());
    ASSERT_TRUE(s.conversations().SaveWaits(conversation, WaitState{}, {EndedWait(id)}).ok());
  });
  Write([&](Session& s) { ASSERT_TRUE(s.contacts().Erase(contact, {5000}).ok()); });
  ASSERT_TRUE(store_->ForgetDeleted().ok());
  const std::string bytes = Bytes();
  for (const char* trace : {"Textulsecret", "textulsecret", "Altsecret", "altsecret", "Notasecret", "Ciornasecret",
                            "Raspunssecret", "Brutsecret", "zoe-account", "Name of zoe"}) {
    EXPECT_EQ(bytes.find(trace), std::string::npos) << trace;
  }
  EXPECT_NE(bytes.find("Altcineva"), std::string::npos) << "the search itself works";
  Read([&](Session& s) {
    const Message m = **s.messages().Get(id);
    EXPECT_EQ(m.item.created_at, Timestamp{1000});
    EXPECT_EQ((*s.conversations().Waits(conversation)).size(), 1U);
    EXPECT_TRUE((*s.contacts().Get(contact))->erased_at);
  });
}

TEST_F(StoreErasure, ReachesThePostThatThePersonBegan) {
  const MessageId id = Add("post", "ana", "Postsecret", 1000);
  ThreadInfo thread{inbox_, "post", Visibility::kPublic, "Postsecret titlu", "https://x.example/@ana/post"};
  Write([&](Session& s) {
    const ContactId ana = (*s.messages().Get(id))->contact_id;
    ASSERT_TRUE(s.conversations().Resolve(thread, ana, {1000}).ok());
    ASSERT_TRUE(s.contacts().Erase(ana, {5000}).ok());
    // Somebody else answers under it: the title does not come back.
    const ContactId ion = *s.contacts().Resolve(inbox_, AuthorOf("ion"), {6000});
    const ConversationId conversation = *s.conversations().Resolve(thread, ion, {6000});
    EXPECT_EQ((*s.conversations().Get(conversation))->root_title, "");
  });
}

TEST_F(StoreErasure, ReachesSingleMessages) {
  const MessageId one = Add("c1", "ana", "Unulsecret", 1000);
  const MessageId other = Add("c2", "ana", "Altultot", 2000);
  Write([&](Session& s) {
    ASSERT_TRUE(s.contacts().EraseMessages({one}).ok());
    ASSERT_TRUE(s.contacts().EraseMessages({}).ok());
  });
  ASSERT_TRUE(store_->ForgetDeleted().ok());
  EXPECT_EQ(Bytes().find("Unulsecret"), std::string::npos);
  EXPECT_EQ(Bytes().find("unulsecret"), std::string::npos);
  Read([&](Session& s) {
    EXPECT_EQ((*s.messages().Get(one))->item.text, "");
    EXPECT_EQ((*s.messages().Get(other))->item.text, "Altultot");
    EXPECT_FALSE((*s.contacts().Get((*s.messages().Get(one))->contact_id))->erased_at) << "the person stays";
  });
}

TEST_F(StoreErasure, StaysErasedWhenTheMessageIsReadAgain) {
  const MessageId id = Add("c1", "ana", "secret", 1000);
  Write([&](Session& s) { ASSERT_TRUE(s.contacts().Erase((*s.messages().Get(id))->contact_id, {5000}).ok()); });
  Write([&](Session& s) {
    EXPECT_TRUE((*s.messages().FindStub(inbox_, "c1"))->erased);
    Message m = **s.messages().Get(id);
    m.item.text = "secret";
    ASSERT_TRUE(s.messages().Update(m, {6000}).ok());
    EXPECT_EQ((*s.messages().Get(id))->item.text, "");
  });
}

TEST_F(StoreErasure, RetentionErasesWhatStaffWroteByItsOwnAge) {
  const MessageId id = Add("c1", "ana", "nou", 9000);
  Write([&](Session& s) {
    const ConversationId conversation = (*s.messages().Get(id))->conversation_id;
    ASSERT_TRUE(s.conversations().AddNote({0, conversation, {}, "Notaveche", {3000}}).ok());
    ASSERT_TRUE(s.conversations().AddNote({0, conversation, {}, "Notanoua", {9000}}).ok());
    ASSERT_TRUE(s.staff().SaveDraft({conversation, {}, "public", "Ciornaveche", {3000}}).ok());
    ASSERT_TRUE(s.inboxes().AddSetAside(inbox_, {"c9", "no date", "Brutvechi"}, {4000}).ok());
    for (const OutboundState state : {OutboundState::kSent, OutboundState::kUncertain}) {
      OutboundMessage reply = ReplyTo(id);
      reply.state = state;
      reply.text = state == OutboundState::kSent ? "Raspunsvechi" : "Raspunsnesigur";
      ASSERT_TRUE(s.outbox().Add(reply).ok());
    }
    EXPECT_EQ(*s.contacts().EraseMessagesBefore(inbox_, {5000}, {9999}), 0);
  });
  ASSERT_TRUE(store_->ForgetDeleted().ok());
  const std::string bytes = Bytes();
  for (const char* trace : {"Notaveche", "Ciornaveche", "Brutvechi", "Raspunsvechi"})
    EXPECT_EQ(bytes.find(trace), std::string::npos) << trace;
  for (const char* kept : {"Notanoua", "Raspunsnesigur"}) EXPECT_NE(bytes.find(kept), std::string::npos) << kept;
}

TEST_F(StoreErasure, SaysThatOldWordsRemainWhileAnotherProgramReads) {
  const MessageId id = Add("c1", "zoe", "Textulsecret", 1000);
  auto other = OpenStore(folder_.DatabaseUrl(), OpenMode::kExisting);
  ASSERT_TRUE(other.ok());
  const Status read = (*other)->Read([&](Session& s) -> Status {
    RW_RETURN_IF_ERROR(s.messages().Get(id).status());  // a snapshot from before the erasure
    Write([&](Session& w) { ASSERT_TRUE(w.contacts().Erase((*w.messages().Get(id))->contact_id, {5000}).ok()); });
    const Status busy = store_->ForgetDeleted();
    EXPECT_EQ(busy.ok() ? ErrorKind::kInternal : busy.error().kind, ErrorKind::kDatabaseBusy);
    return {};
  });
  ASSERT_TRUE(read.ok()) << read.error().text;
  EXPECT_TRUE(store_->ForgetDeleted().ok());
}

TEST_F(StoreErasure, RetentionErasesOldMessagesAndSilentPeople) {
  const MessageId old_id = Add("c1", "ana", "vechi", 1000);
  const MessageId new_id = Add("c2", "ana", "nou", 9000);
  const MessageId silent = Add("c3", "ion", "vechi si el", 1000);
  Write([&](Session& s) { EXPECT_EQ(*s.contacts().EraseMessagesBefore(inbox_, {5000}, {9999}), 2); });
  Read([&](Session& s) {
    EXPECT_EQ((*s.messages().Get(old_id))->item.text, "");
    EXPECT_EQ((*s.messages().Get(new_id))->item.text, "nou");
    EXPECT_FALSE((*s.contacts().Get((*s.messages().Get(new_id))->contact_id))->erased_at);
    EXPECT_TRUE((*s.contacts().Get((*s.messages().Get(silent))->contact_id))->erased_at);
  });
}

}  // namespace
}  // namespace replywatch

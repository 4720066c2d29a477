// What becomes of a noted call: whose it is, and what waits after it.
#include "collector/call_notes.h"

#include "shared/actions/person_actions.h"
#include "shared/actions/reply_desk.h"
#include "shared/rules/message_state.h"
#include "tests/support/scripted_classifier.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

constexpr Timestamp kNow{1'790'000'000'000};

CallNote From(const std::string& caller, const std::string& number, const std::string& text = "Q The mug?") {
  static int keys = 0;
  CallNote note;
  note.caller = caller;
  note.number = number;
  note.text = text;
  note.at = kNow;
  note.key = "key-" + std::to_string(++keys);
  return note;
}

class Calls : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    Write([&](Session& s) {
      line_.name = line_.account_id = "Shop phone";
      line_.platform = "telephone";
      line_.capabilities.written_here = true;
      line_.id = *s.inboxes().Put(line_);
      Agent ioana;
      ioana.name = "Ioana";
      agent_ = *s.staff().Put(ioana);
    });
  }
  Result<StoredCall> TryNote(const CallNote& note, Timestamp now = kNow) {
    auto checked = CheckCall(note, "+40", now);
    if (!checked.ok()) return checked.error();
    const PreparedCall call = PrepareCall(ingest_, *checked);
    StoredCall stored;
    const Status done = store_->Write([&](Session& s) -> Status {
      RW_ASSIGN_OR_RETURN(stored, StoreCall(s, {agent_, now}, line_, call));
      return {};
    });
    if (!done.ok()) return done.error();
    return stored;
  }
  StoredCall Note(const CallNote& note) {
    const auto stored = TryNote(note);
    EXPECT_TRUE(stored.ok()) << (stored.ok() ? "" : stored.error().text);
    return stored.ok() ? *stored : StoredCall{};
  }
  void ExpectRefused(const CallNote& note, const std::string& words, ErrorKind kind = ErrorKind::kInvalidArgument) {
    const auto stored = TryNote(note);
    ASSERT_FALSE(stored.ok()) << words;
    EXPECT_EQ(stored.error().kind, kind);
    EXPECT_NE(stored.error().text.find(words), std::string::npos) << stored.error().text;
    EXPECT_EQ(stored.error().text.find('\n'), std::string::npos);
  }
  std::vector<Wait> WaitsOf(ConversationId id) {
    std::vector<Wait> waits;
    Read([&](Session& s) { waits = *s.conversations().Waits(id); });
    return waits;
  }
  Message Get(MessageId id) {
    Message message;
    Read([&](Session& s) { message = **s.messages().Get(id); });
    return message;
  }

  ScriptedClassifier classifier_;
  Ingest ingest_{classifier_, {"Thank you*"}};
  Inbox line_;
  AgentId agent_;
};

TEST_F(Calls, StandInTheHistoryAndWait) {
  const StoredCall call = Note(From("Ana Pop", "0722 000 111"));
  EXPECT_TRUE(call.waits);
  EXPECT_FALSE(call.was_known);
  const Message message = Get(call.message);
  EXPECT_EQ(message.item.kind, MessageKind::kPhone);
  EXPECT_EQ(message.item.visibility, Visibility::kPrivate);
  EXPECT_EQ(message.item.author.source_id, "tel:+40722000111");
  EXPECT_EQ(message.item.author.name, "Ana Pop");
  EXPECT_EQ(message.agent_id, agent_) << "who wrote it down";
  EXPECT_EQ(message.item.created_at, kNow);
  const std::vector<Wait> waits = WaitsOf(call.conversation);
  ASSERT_EQ(waits.size(), 1U);
  EXPECT_EQ(waits[0].kind, WaitKind::kAnswer);
  EXPECT_EQ(waits[0].started_at, kNow);
}

TEST_F(Calls, WaitWhateverTheWordsAreUnlessSettled) {
  EXPECT_TRUE(Note(From("Ana Pop", "0722000111", "T Lovely mug")).waits);
  EXPECT_TRUE(Note(From("Ana Pop", "0722000114", "M")).waits);
  EXPECT_TRUE(Note(From("Jan", "0722000112", "E")).waits);
  EXPECT_TRUE(Note(From("Jan", "0722000115", "X")).waits);
  CallNote settled = From("Iva", "0722000113", "Q Opening hours?");
  settled.settled = true;
  const StoredCall call = Note(settled);
  EXPECT_FALSE(call.waits);
  EXPECT_TRUE(WaitsOf(call.conversation).empty());
}

TEST_F(Calls, OfOneNumberAreOneConversation) {
  const StoredCall first = Note(From("Ana Pop", "0722 000 111"));
  const StoredCall second = Note(From("", "+40 722-000-111"));
  EXPECT_EQ(first.conversation, second.conversation);
  EXPECT_EQ(first.contact, second.contact);
  EXPECT_NE(first.message, second.message);
  EXPECT_EQ(WaitsOf(first.conversation).size(), 1U) << "the clock is not started anew";
  EXPECT_EQ(Get(second.message).item.author.name, "Ana Pop");
  EXPECT_NE(Note(From("Ana Pop", "0722 000 112")).contact, first.contact);
}

TEST_F(Calls, OfNoNumberStandEachByItself) {
  const StoredCall first = Note(From("Ana Pop", ""));
  EXPECT_NE(Note(From("Ana Pop", "")).contact, first.contact);
  CallNote again = From("", "");
  again.contact = first.contact;
  EXPECT_EQ(Note(again).conversation, first.conversation);
}

TEST_F(Calls, AnsweredByACallOfOurs) {
  const StoredCall call = Note(From("Ana Pop", "0722 000 111"));
  CallNote back = From("", "0722 000 111", "Thank you, a new one goes out");
  back.outgoing = true;
  back.at = kNow + Duration::Minutes(30);
  const auto stored = TryNote(back, back.at);
  ASSERT_TRUE(stored.ok()) << stored.error().text;
  EXPECT_EQ(stored->conversation, call.conversation);
  EXPECT_FALSE(stored->waits);
  const Message message = Get(stored->message);
  EXPECT_EQ(message.item.direction, Direction::kOutgoing);
  EXPECT_EQ(message.agent_id, agent_);
  EXPECT_FALSE(message.item.automatic) << "it looks like an automatic answer, but a person wrote it down";
  const std::vector<Wait> waits = WaitsOf(call.conversation);
  ASSERT_EQ(waits.size(), 1U);
  EXPECT_EQ(waits[0].outcome, WaitOutcome::kAnswered);
  EXPECT_EQ(waits[0].ended_at, back.at);
  EXPECT_EQ(waits[0].ended_by, stored->message);
}

TEST_F(Calls, AnsweredByACallThatSettledIt) {
  const StoredCall call = Note(From("Ana Pop", "0722 000 111"));
  CallNote again = From("Ana Pop", "0722 000 111");
  again.settled = true;
  again.at = kNow + Duration::Minutes(5);
  const auto stored = TryNote(again, again.at);
  ASSERT_TRUE(stored.ok());
  EXPECT_FALSE(stored->waits);
  const std::vector<Wait> waits = WaitsOf(call.conversation);
  ASSERT_EQ(waits.size(), 1U);
  EXPECT_EQ(waits[0].outcome, WaitOutcome::kAnswered);
  EXPECT_EQ(waits[0].ended_at, again.at);
  EXPECT_EQ(StateOf(Get(stored->message), waits).state, MessageState::kAnswered);
  EXPECT_EQ(StateOf(Get(call.message), waits).state, MessageState::kAnswered);
}

// Appending and folding anew come to the same.
TEST_F(Calls, NotedLateFindTheirPlace) {
  CallNote settled = From("Ana Pop", "0722 000 111");
  settled.settled = true;
  const StoredCall call = Note(settled);
  CallNote earlier = From("Ana Pop", "0722 000 111");
  earlier.at = kNow - Duration::Hours(2);
  EXPECT_FALSE(Note(earlier).waits) << "it was settled later";
  const std::vector<Wait> waits = WaitsOf(call.conversation);
  ASSERT_EQ(waits.size(), 1U);
  EXPECT_EQ(waits[0].started_at, earlier.at);
  EXPECT_EQ(waits[0].ended_at, kNow);
}

TEST_F(Calls, AreStoredOnceAKey) {
  const CallNote note = From("Ana Pop", "0722 000 111");
  const StoredCall first = Note(note);
  const StoredCall second = Note(note);
  EXPECT_TRUE(second.was_known);
  EXPECT_EQ(second.message, first.message);
  EXPECT_TRUE(second.waits);
  CallNote other = note;
  other.text = "Q Another matter?";
  ExpectRefused(other, "new key");
  Read([&](Session& s) { EXPECT_EQ(*s.messages().Count(line_.id), 1); });
}

TEST_F(Calls, GoToThePersonThatStaffName) {
  const Message comment = Get(Add("c1", "ana", "Q Where is it?", kNow.ms - 1000));
  CallNote note = From("", "0722 000 111");
  note.contact = comment.contact_id;
  const StoredCall call = Note(note);
  Read([&](Session& s) {
    const std::vector<ContactId> person = *s.persons().ContactsOf(comment.contact_id);
    EXPECT_EQ(person.size(), 2U);
    EXPECT_EQ(person.front(), comment.contact_id);
  });
  EXPECT_EQ(Get(call.message).item.author.name, "Name of ana");
  CallNote without_number = From("", "");
  without_number.contact = comment.contact_id;
  EXPECT_EQ(Note(without_number).conversation, call.conversation) << "the number is known by now";
}

TEST_F(Calls, NeverMixTwoPeople) {
  const Message comment = Get(Add("c1", "ana", "Q Where is it?", kNow.ms - 1000));
  const StoredCall jan = Note(From("Jan", "0722 000 111"));
  CallNote note = From("", "0722 000 111");
  note.contact = comment.contact_id;
  ExpectRefused(note, "contact merge");
  note.contact = jan.contact;
  EXPECT_EQ(Note(note).contact, jan.contact);
  note = From("", "");
  note.contact = ContactId{999};
  ExpectRefused(note, "999", ErrorKind::kNotFound);
  Write([&](Session& s) { ASSERT_TRUE(ErasePerson(s, {agent_, kNow}, comment.contact_id).ok()); });
  note.contact = comment.contact_id;
  ExpectRefused(note, "erased");
}

TEST_F(Calls, OfTheSameFullNameAreSuggestedAsOnePerson) {
  const Message comment = Get(Add("c1", "ana", "Q Where is it?", kNow.ms - 1000));
  const StoredCall call = Note(From("Name of ana", "0722 000 111"));
  Read([&](Session& s) {
    const auto suggestions = *SuggestMerges(s, call.contact);
    ASSERT_EQ(suggestions.size(), 1U);
    EXPECT_EQ(suggestions[0].contact.id, comment.contact_id);
  });
}

TEST_F(Calls, CannotBeAnsweredInWriting) {
  const StoredCall call = Note(From("Ana Pop", "0722 000 111"));
  const ReplyDesk desk(classifier_, {}, {});
  Read([&](Session& s) {
    ReplyRequest request;
    request.target = call.message;
    request.text = "Hello";
    request.visibility = Visibility::kPrivate;
    const auto findings = *desk.Check(s, request, kNow);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].rule, ReplyRule::kWrittenHere);
    EXPECT_EQ(findings[0].severity, ReplySeverity::kHard);
  });
}

TEST_F(Calls, LeaveAnAuditEntryWithoutWords) {
  const StoredCall call = Note(From("Ana Pop", "0722 000 111"));
  Read([&](Session& s) {
    const std::vector<AuditEvent> events = *s.staff().LatestEvents(1);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].action, AuditAction::kCallNoted);
    EXPECT_EQ(events[0].agent_id, agent_);
    EXPECT_EQ(events[0].message_id, call.message);
    EXPECT_EQ(events[0].detail, "direction=incoming settled=0");
  });
  Write([&](Session& s) { EXPECT_FALSE(UndoLast(s, {agent_, kNow}).ok()) << "it stays in the history"; });
}

TEST_F(Calls, SayWhatIsWrongWithThem) {
  ExpectRefused(From("", ""), "--caller");
  ExpectRefused(From("Ana", "0722", " \n"), "empty");
  ExpectRefused(From("Ana", "0722", std::string(kMaxCallTextBytes + 3, 'x')), "by 3 bytes");
  ExpectRefused(From("Ana", "somewhere"), "telephone number");
  ExpectRefused(From(std::string(kMaxNameBytes + 1, 'a'), ""), "name");
  CallNote note = From("Ana", "0722");
  note.at = kNow + Duration::Milliseconds(1);
  ExpectRefused(note, "ahead");
  note.at = kNow - kOldestCall;
  EXPECT_TRUE(TryNote(note).ok()) << "the end of the range";
  note = From("Ana", "0722");
  note.at = kNow - kOldestCall - Duration::Milliseconds(1);
  ExpectRefused(note, "year");
  for (const char* email : {"ana", "@x", "ana@", "a@b@c", "a b@c"}) {
    note = From("Ana", "0722");
    note.email = email;
    ExpectRefused(note, "mail address");
  }
  note = From("Ana", "0722");
  note.outgoing = note.settled = true;
  ExpectRefused(note, "--settled");
  note = From("Ana", "");
  note.outgoing = true;
  ExpectRefused(note, "whom you called");
  for (const std::string& key : {std::string(), std::string("a\nb"), std::string(kMaxCallKeyBytes + 1, 'k')}) {
    note = From("Ana", "0722");
    note.key = key;
    ExpectRefused(note, "key");
  }
}

class CallCorrections : public Calls {
 protected:
  Result<StoredCall> TryCorrect(MessageId message, const std::string& text) {
    StoredCall stored;
    const Status done = store_->Write([&](Session& s) -> Status {
      RW_ASSIGN_OR_RETURN(stored, CorrectCall(s, {agent_, kNow + Duration::Minutes(5)}, ingest_, message, text));
      return {};
    });
    if (!done.ok()) return done.error();
    return stored;
  }
  void ExpectNotCorrected(MessageId message, ErrorKind kind, const std::string& words) {
    const auto corrected = TryCorrect(message, "Q other words");
    ASSERT_FALSE(corrected.ok()) << words;
    EXPECT_EQ(corrected.error().kind, kind);
    EXPECT_NE(corrected.error().text.find(words), std::string::npos) << corrected.error().text;
  }
};

TEST_F(CallCorrections, KeepTheEarlierWordsAndTheClock) {
  const StoredCall call = Note(From("Ana Pop", "0722 000 111", "Q The mug?"));
  const auto corrected = TryCorrect(call.message, "P The mug came broken");
  ASSERT_TRUE(corrected.ok()) << corrected.error().text;
  EXPECT_TRUE(corrected->waits);
  EXPECT_FALSE(corrected->was_known);
  EXPECT_EQ(corrected->conversation, call.conversation);
  const Message message = Get(call.message);
  EXPECT_EQ(message.item.text, "P The mug came broken");
  EXPECT_EQ(message.item.edited_at, kNow + Duration::Minutes(5));
  EXPECT_TRUE(message.classification.flags.Has(Flag::kProblem)) << "judged anew";
  EXPECT_FALSE(message.classification.flags.Has(Flag::kQuestion));
  EXPECT_EQ(message.agent_id, agent_);
  ASSERT_EQ(WaitsOf(call.conversation).size(), 1U);
  EXPECT_EQ(WaitsOf(call.conversation)[0].started_at, kNow) << "the caller has waited since the call";
  Read([&](Session& s) {
    const std::vector<MessageVersion> versions = *s.messages().Versions(call.message);
    ASSERT_EQ(versions.size(), 1U);
    EXPECT_EQ(versions[0].text, "Q The mug?");
    EXPECT_EQ(s.staff().LatestEvents(1)->front().action, AuditAction::kCallCorrected);
    EXPECT_EQ(s.staff().LatestEvents(1)->front().agent_id, agent_);
  });
}

TEST_F(CallCorrections, ChangeNothingOfWhatIsOwed) {
  CallNote note = From("Iva", "0722000113", "Q Opening hours?");
  note.settled = true;
  const StoredCall settled = Note(note);
  EXPECT_FALSE(TryCorrect(settled.message, "P Asked about the broken mug")->waits);
  EXPECT_TRUE(WaitsOf(settled.conversation).empty());
  const StoredCall waiting = Note(From("Ana Pop", "0722000111"));
  EXPECT_TRUE(TryCorrect(waiting.message, "T Lovely mug")->waits);
  CallNote back = From("", "0722000111", "A new one goes out");
  back.outgoing = true;
  const StoredCall answered = Note(back);
  EXPECT_FALSE(TryCorrect(answered.message, "Q Two new ones go out")->waits);
  EXPECT_EQ(Get(answered.message).item.direction, Direction::kOutgoing);
}

TEST_F(CallCorrections, OfTheSameWordsDoNothing) {
  const StoredCall call = Note(From("Ana Pop", "0722000111", "Q The mug?"));
  const auto again = TryCorrect(call.message, "Q The mug?");
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again->was_known);
  EXPECT_TRUE(again->waits);
  EXPECT_FALSE(Get(call.message).item.edited_at.has_value());
}

TEST_F(CallCorrections, LeaveTheKeyToTheCall) {
  const CallNote note = From("Ana Pop", "0722000111", "Q The mug?");
  const StoredCall call = Note(note);
  ASSERT_TRUE(TryCorrect(call.message, "Q And the plate?").ok());
  const StoredCall again = Note(note);
  EXPECT_TRUE(again.was_known) << "whoever did not hear that it was noted tries again";
  EXPECT_EQ(again.message, call.message);
}

TEST_F(CallCorrections, LeaveAPersonsFlags) {
  const StoredCall call = Note(From("Ana Pop", "0722000111", "Q The mug?"));
  Write([&](Session& s) {
    Message message = **s.messages().Get(call.message);
    message.corrected = true;
    message.classification.flags = {};
    message.classification.flags.Set(Flag::kProblem, true);
    ASSERT_TRUE(s.messages().Update(message, kNow).ok());
  });
  ASSERT_TRUE(TryCorrect(call.message, "Q And the plate?").ok());
  EXPECT_TRUE(Get(call.message).classification.flags.Has(Flag::kProblem));
  EXPECT_FALSE(Get(call.message).classification.flags.Has(Flag::kQuestion));
}

TEST_F(CallCorrections, AreOfNotedCallsThatStillHaveWords) {
  ExpectNotCorrected(MessageId{9999}, ErrorKind::kNotFound, "there is no message 9999");
  ExpectNotCorrected(Add("c1", "ana", "Q a comment?", 1000), ErrorKind::kInvalidArgument, "is no call");
  const StoredCall call = Note(From("Ana Pop", "0722000111"));
  Write([&](Session& s) { ASSERT_TRUE(s.contacts().Erase(call.contact, kNow).ok()); });
  ExpectNotCorrected(call.message, ErrorKind::kInvalidArgument, "note the call anew");
}

}  // namespace
}  // namespace replywatch

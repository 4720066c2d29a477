// Telephone calls on the screen: the form, what it asks the collector to note, and what is said of it.
#include <algorithm>

#include "dashboard/spawn.h"
#include "dashboard/ui/commands.h"
#include "shared/base/file.h"
#include "tests/support/demo_store.h"
#include "tests/views/view_bench.h"

namespace replywatch {
namespace {

class CallScreen : public ViewBench {
 protected:
  void SetUp() override {
    ViewBench::SetUp();
    const Status made = backend_->store->Write([&](Session& s) -> Status {
      Inbox inbox;
      inbox.name = inbox.account_id = "Shop phone";
      inbox.platform = "telephone";
      inbox.display_name = "Phone";
      inbox.capabilities.written_here = true;
      RW_ASSIGN_OR_RETURN(inbox_, s.inboxes().Put(inbox));
      return {};
    });
    ASSERT_TRUE(made.ok()) << made.error().text;
    Settle();
  }
  // A call by somebody new, as the collector stores it; opened.
  void OpenCall() {
    const Status made = backend_->store->Write([&](Session& s) -> Status {
      Message m;
      m.inbox_id = inbox_;
      m.item.source_id = "call:1";
      m.item.kind = MessageKind::kPhone;
      m.item.visibility = Visibility::kPrivate;
      m.item.author.source_id = m.item.root_source_id = "tel:+40722000111";
      m.item.author.name = "Elena Vasile";
      m.item.author.handle = "+40722000111";
      m.item.author.url = "tel:+40722000111";
      m.item.text = "Wants to be called back";
      m.item.created_at = m.visible_at = m.fetched_at = clock_.Now();
      RW_ASSIGN_OR_RETURN(m.contact_id, s.contacts().Resolve(inbox_, m.item.author, clock_.Now()));
      RW_ASSIGN_OR_RETURN(m.conversation_id, s.conversations().Resolve({inbox_, "tel:+40722000111", Visibility::kPrivate, "", ""},
                                                                       m.contact_id, clock_.Now()));
      contact_ = m.contact_id;
      conversation_ = m.conversation_id;
      return s.messages().Insert(m).status();
    });
    ASSERT_TRUE(made.ok()) << made.error().text;
    Select(desk_, conversation_);
    Settle();
  }
  std::vector<CallAction> Calls() const {
    std::vector<CallAction> calls;
    for (const ActionResult& result : results_) {
      if (const auto* call = std::get_if<CallAction>(&result.action)) calls.push_back(*call);
    }
    return calls;
  }
  bool InPalette(const std::string& name) {
    Press(Key::kK, true);
    const bool has = Has("palette:" + name);
    Press(Key::kEscape);
    return has;
  }

  InboxId inbox_;
  ContactId contact_;
  ConversationId conversation_;
};

TEST_F(CallScreen, IsNotedByL) {
  Press(Key::kL);
  ASSERT_EQ(desk_.overlay, Overlay::kCall);
  EXPECT_TRUE(Shows("Note a phone call"));
  Type("Ana Pop");
  Press(Key::kTab);
  Type("0722 000 111");
  Press(Key::kEnter);
  Type("the mug came broken");
  Press(Key::kEnter, true);
  const std::vector<CallAction> calls = Calls();
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].inbox, "Shop phone");
  EXPECT_EQ(calls[0].caller, "Ana Pop");
  EXPECT_EQ(calls[0].number, "0722 000 111");
  EXPECT_EQ(calls[0].text, "the mug came broken");
  EXPECT_FALSE(calls[0].is_settled);
  EXPECT_FALSE(calls[0].is_outgoing);
  EXPECT_EQ(calls[0].agent, FindAgent(snapshot_, desk_.agent)->name);
  EXPECT_FALSE(calls[0].key.empty());
  EXPECT_EQ(desk_.overlay, Overlay::kNone);
  EXPECT_TRUE(Shows("waits for a call back"));
  EXPECT_TRUE(desk_.call.about.text().empty());
}

TEST_F(CallScreen, SettledIsSaidByAClick) {
  Press(Key::kL);
  Type("ana");
  Press(Key::kTab);
  Press(Key::kTab);
  Type("opening hours");
  Click("call:settled");
  Click("call:go");
  ASSERT_EQ(Calls().size(), 1U);
  EXPECT_TRUE(Calls()[0].is_settled);
  EXPECT_TRUE(Shows("Call noted."));
}

TEST_F(CallScreen, NeedsSomebodyAndSomething) {
  Press(Key::kL);
  Press(Key::kEnter, true);
  Type("ana");
  Press(Key::kEnter, true);
  Press(Key::kTab, false, true);
  Type("only words");
  EXPECT_TRUE(Calls().empty());
  Press(Key::kEnter, true);
  EXPECT_EQ(Calls().size(), 1U);
}

TEST_F(CallScreen, AMistakeLeavesTheWordsAndTheKey) {
  Press(Key::kL);
  Type("ana");
  Press(Key::kTab);
  Type("at home");
  Press(Key::kTab);
  Type("call me");
  input_.keys.push_back({Key::kEnter, true, false, false, false});
  Draw();
  ASSERT_EQ(actions_.size(), 1U);
  const Action asked = std::exchange(actions_, {}).front();
  EXPECT_TRUE(desk_.call.is_sending);
  ActionResult failed{asked, MakeError(ErrorKind::kInvalidArgument, "that is no telephone number"), {}, false, std::nullopt};
  TakeResult(desk_, failed, clock_.Now(), words_);
  Settle();
  EXPECT_EQ(desk_.overlay, Overlay::kCall);
  EXPECT_TRUE(Shows("The call was not noted."));
  EXPECT_EQ(desk_.call.number.text(), "at home");
  Press(Key::kEscape);
  Press(Key::kL);
  EXPECT_EQ(desk_.call.number.text(), "at home") << "also after a look elsewhere";
  Press(Key::kEnter, true);
  EXPECT_EQ(Calls().size(), 1U);
}

TEST_F(CallScreen, TheSameWordsKeepTheirKeyAndOthersGetAnother) {
  std::vector<std::string> keys;
  for (const char* more : {"", "", "!"}) {
    if (desk_.overlay == Overlay::kNone) Press(Key::kL);
    if (keys.empty()) {
      Type("ana");
      Press(Key::kTab);
      Press(Key::kTab);
      Type("call me");
    }
    if (*more != '\0') Type(more);
    input_.keys.push_back({Key::kEnter, true, false, false, false});
    Draw();
    ASSERT_EQ(actions_.size(), 1U);
    const Action asked = std::exchange(actions_, {}).front();
    keys.push_back(std::get<CallAction>(asked).key);
    TakeResult(desk_, {asked, MakeError(ErrorKind::kBackOff, "busy"), {}, false, std::nullopt}, clock_.Now(), words_);
    Settle();
  }
  EXPECT_EQ(keys[0], keys[1]);
  EXPECT_NE(keys[1], keys[2]);
}

TEST_F(CallScreen, OffersToHaveCalledBackWhereSomebodyCalled) {
  OpenCall();
  EXPECT_FALSE(Has("mode:private"));
  EXPECT_FALSE(Has("mode:public"));
  EXPECT_TRUE(Shows("+40722000111"));
  EXPECT_FALSE(Shows("@+40722000111"));
  EXPECT_FALSE(Has("identity:0")) << "no web address";
  Click("composer:called_back");
  ASSERT_EQ(desk_.overlay, Overlay::kCall);
  EXPECT_TRUE(Shows("We called Elena Vasile back"));
  EXPECT_FALSE(Has("call:caller"));
  EXPECT_FALSE(Has("call:settled"));
  Type("a new one goes out");
  Press(Key::kEnter, true);
  const std::vector<CallAction> calls = Calls();
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].contact, contact_);
  EXPECT_TRUE(calls[0].is_outgoing);
  EXPECT_FALSE(calls[0].is_settled);
  EXPECT_EQ(calls[0].text, "a new one goes out");
}

TEST_F(CallScreen, OffersToCorrectTheNewestNote) {
  OpenCall();
  Click("composer:correct_call");
  ASSERT_EQ(desk_.overlay, Overlay::kCall);
  EXPECT_TRUE(Shows("Correct the call with Elena Vasile"));
  EXPECT_FALSE(Has("call:caller"));
  EXPECT_FALSE(Has("call:settled"));
  EXPECT_EQ(desk_.correction.about.text(), "Wants to be called back");
  Press(Key::kEnter, true);
  EXPECT_TRUE(Calls().empty()) << "nothing was changed";
  Press(Key::kA, true);
  Type("Wants her money back");
  Press(Key::kEscape);
  Click("composer:correct_call");
  EXPECT_EQ(desk_.correction.about.text(), "Wants her money back") << "also after a look elsewhere";
  Press(Key::kEnter, true);
  const std::vector<CallAction> calls = Calls();
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_TRUE(calls[0].message);
  EXPECT_EQ(calls[0].text, "Wants her money back");
  EXPECT_TRUE(Shows("Call corrected."));
  Press(Key::kL);
  EXPECT_TRUE(Shows("Note a phone call")) << "the next call is a new one";
}

TEST_F(CallScreen, ACorrectionLeavesTheCallThatIsBeingWritten) {
  OpenCall();
  Press(Key::kL);
  Type("Ion Rus");
  Press(Key::kEscape);
  Click("composer:correct_call");
  Press(Key::kEscape);
  Press(Key::kL);
  EXPECT_EQ(desk_.call.caller.text(), "Ion Rus");
}

TEST_F(CallScreen, AnUntouchedCorrectionShowsWhatTheNoteSaysNow) {
  OpenCall();
  Click("composer:correct_call");
  Press(Key::kEscape);
  const Status changed = backend_->store->Write([&](Session& s) -> Status {
    RW_ASSIGN_OR_RETURN(std::optional<Message> note, s.messages().Find(inbox_, "call:1"));
    note->item.text = "Wants a new plate";
    return s.messages().Update(*note, clock_.Now());
  });
  ASSERT_TRUE(changed.ok());
  Settle();
  Click("composer:correct_call");
  EXPECT_EQ(desk_.correction.about.text(), "Wants a new plate");
}

TEST_F(CallScreen, AFailedCorrectionSaysSo) {
  OpenCall();
  Click("composer:correct_call");
  Type("!");
  input_.keys.push_back({Key::kEnter, true, false, false, false});
  Draw();
  ASSERT_EQ(actions_.size(), 1U);
  const Action asked = std::exchange(actions_, {}).front();
  TakeResult(desk_, {asked, MakeError(ErrorKind::kBackOff, "busy"), {}, false, std::nullopt}, clock_.Now(), words_);
  Settle();
  EXPECT_EQ(desk_.overlay, Overlay::kCall);
  EXPECT_TRUE(Shows("The call was not corrected")) << "the call stands";
  Press(Key::kEnter, true);
  EXPECT_EQ(Calls().size(), 1U);
}

TEST_F(CallScreen, IsOfferedOnlyWhereThereIsATelephone) {
  EXPECT_TRUE(InPalette("command.call"));
  Open("Joan Miller");
  EXPECT_FALSE(Has("composer:correct_call"));
  EXPECT_FALSE(Has("composer:called_back")) << "a talk of another inbox";
  const Status gone = backend_->store->Write([&](Session& s) -> Status {
    for (Inbox inbox : *s.inboxes().All()) {
      if (inbox.id != inbox_) continue;
      inbox.active = false;
      RW_RETURN_IF_ERROR(s.inboxes().Put(inbox).status());
    }
    return {};
  });
  ASSERT_TRUE(gone.ok());
  Settle();
  EXPECT_FALSE(InPalette("command.call"));
  Press(Key::kL);
  EXPECT_EQ(desk_.overlay, Overlay::kNone);
}

// The whole way: the program beside this one notes it in the database of the bench.
TEST_F(CallScreen, IsNotedByTheCollectorsCommand) {
  std::string settings = testing::DemoSettings(folder_.DatabaseUrl());
  const std::string none = "\"inboxes\": []";
  const std::size_t at = settings.find(none);
  ASSERT_NE(at, std::string::npos);
  settings.replace(at, none.size(), R"("inboxes": [ { "name": "Line", "platform": "phone", "country_code": "+40" } ])");
  const std::string config = (folder_.path() / "replywatch.json").string();
  ASSERT_TRUE(WriteFileAtomically(config, settings).ok());
  CallAction call;
  call.inbox = "Line";
  call.caller = "Ana \"Pop\" \xF0\x9F\x99\x82";
  call.number = "0722 000 111";
  call.text = "Line one\n--settled $(reboot)";
  call.key = "k";
  const Status noted = NoteCall(config, call);
  if (!noted.ok() && noted.error().kind == ErrorKind::kNotFound) GTEST_SKIP() << noted.error().text;
  ASSERT_TRUE(noted.ok()) << noted.error().text;
  ASSERT_TRUE(NoteCall(config, call).ok()) << "the same key again";
  int stored = 0;
  Read([&](Session& s) {
    MessageQuery query;
    for (const Message& message : *s.messages().List(query)) {
      if (message.item.kind != MessageKind::kPhone) continue;
      ++stored;
      EXPECT_EQ(message.item.text, call.text);
      EXPECT_EQ(message.item.author.name, call.caller);
    }
  });
  EXPECT_EQ(stored, 1);
  CallAction correction;
  correction.text = "Line two";
  Read([&](Session& s) {
    MessageQuery query;
    for (const Message& message : *s.messages().List(query)) {
      if (message.item.kind == MessageKind::kPhone) correction.message = message.id;
    }
  });
  const Status corrected = NoteCall(config, correction);
  ASSERT_TRUE(corrected.ok()) << corrected.error().text;
  Read([&](Session& s) { EXPECT_EQ((*s.messages().Get(correction.message))->item.text, "Line two"); });
  call.number = "at home";
  call.key = "other";
  const Status refused = NoteCall(config, call);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_NE(refused.error().text.find("telephone number"), std::string::npos) << refused.error().text;
}

}  // namespace
}  // namespace replywatch

// A store in a folder of its own with one inbox, and builders for what goes in.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "shared/actions/new_key.h"
#include "shared/store/store.h"
#include "tests/support/temp_folder.h"

namespace replywatch {

class StoreFixture : public ::testing::Test {
 public:
  void Write(const std::function<void(Session&)>& body) {
    const Status done = store_->Write([&](Session& s) -> Status {
      body(s);
      return {};
    });
    ASSERT_TRUE(done.ok()) << done.error().text;
  }
  void Read(const std::function<void(Session&)>& body) {
    const Status done = store_->Read([&](Session& s) -> Status {
      body(s);
      return {};
    });
    ASSERT_TRUE(done.ok()) << done.error().text;
  }

 protected:
  void SetUp() override {
    auto store = OpenStore(folder_.DatabaseUrl(), OpenMode::kMigrate);
    ASSERT_TRUE(store.ok()) << store.error().text;
    store_ = std::move(store).value();
    Write([&](Session& s) {
      Inbox inbox;
      inbox.name = "blog";
      inbox.platform = "somewhere";
      inbox.account_id = "shop";
      inbox.capabilities.reply_public = true;
      inbox_ = *s.inboxes().Put(inbox);
    });
  }

  static Author AuthorOf(const std::string& id) {
    Author author;
    author.source_id = id;
    author.name = "Name of " + id;
    author.handle = id;
    return author;
  }

  // An incoming public comment under one post, not yet attached.
  Message MessageOf(const std::string& source_id, const std::string& author, const std::string& text, std::int64_t at_ms) const {
    Message m;
    m.inbox_id = inbox_;
    m.item.source_id = source_id;
    m.item.root_source_id = "post";
    m.item.author = AuthorOf(author);
    m.item.text = text;
    m.item.created_at = {at_ms};
    m.visible_at = {at_ms};
    m.fetched_at = {at_ms + 500};
    m.item.abilities.reply_public = true;
    return m;
  }

  MessageId Add(const std::string& source_id, const std::string& author, const std::string& text, std::int64_t at_ms) {
    MessageId id;
    Write([&](Session& s) {
      Message m = MessageOf(source_id, author, text, at_ms);
      m.contact_id = *s.contacts().Resolve(inbox_, m.item.author, {at_ms});
      m.conversation_id = *s.conversations().Resolve({inbox_, "post", Visibility::kPublic, "A post", ""}, m.contact_id, {at_ms});
      id = *s.messages().Insert(m);
    });
    return id;
  }

  OutboundMessage ReplyTo(MessageId target) {
    OutboundMessage reply;
    Read([&](Session& s) { reply.conversation_id = (*s.messages().Get(target))->conversation_id; });
    reply.target = target;
    reply.inbox_id = inbox_;
    reply.text = "Mulțumim!";
    reply.idempotency_key = NewKey();
    reply.created_at = {2000};
    reply.not_before = {2000};
    return reply;
  }

  static Wait EndedWait(MessageId first) {
    Wait wait;
    wait.first_message = first;
    wait.last_message = first;
    wait.started_at = {1000};
    wait.ended_at = Timestamp{2000};
    wait.outcome = WaitOutcome::kAnswered;
    wait.message_count = 1;
    return wait;
  }

  TempFolder folder_;
  std::unique_ptr<Store> store_;
  InboxId inbox_;
};

}  // namespace replywatch

#include "tests/connectors/support/connector_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace replywatch::testing {

ConnectorBench::ConnectorBench(const PracticeInfo& info, PracticeOptions options, PracticeHttpClient::Way way)
    : server(info.make(&world, std::move(options))),
      http(std::make_unique<PracticeHttpClient>(server.get(), way)),
      inbox(server->Inbox(http->base_url())),
      platform_(FindPlatform(info.platform)) {
  Restart();
}

void ConnectorBench::Restart() {
  auto made = platform_->make({http.get(), inbox, state});
  if (!made.ok()) throw std::runtime_error(made.error().text);
  connector = std::move(made).value();
}

Result<AccountCheck> ConnectorBench::Check() { return connector->Check(world.Now(), cancel); }

Status ConnectorBench::FetchStream(const std::string& stream) {
  constexpr int kMostPages = 500;
  std::string token;
  for (int i = 0; i < kMostPages; ++i) {
    if (i > 0 && between_pages) between_pages();
    RW_ASSIGN_OR_RETURN(const Page page, connector->Fetch({stream, cursors[stream], token, world.Now()}, cancel));
    ++pages;
    for (const Item& item : page.items) items[item.source_id] = item;
    for (const SetAside& element : page.set_aside) set_aside[element.source_id] = element;
    if (!page.cursor.empty()) cursors[stream] = page.cursor;
    if (page.next_page_token.empty()) return {};
    token = page.next_page_token;
  }
  return MakeError(ErrorKind::kInternal, stream + ": the round does not end");
}

Status ConnectorBench::FetchAll() {
  for (const StreamInfo& stream : connector->streams()) RW_RETURN_IF_ERROR(FetchStream(stream.name));
  return {};
}

PracticeMessage ConnectorBench::Message(const std::string& world_id) const {
  for (const PracticeMessage& message : world.messages()) {
    if (message.id == world_id) return message;
  }
  ADD_FAILURE() << "no message " << world_id;
  return {};
}

std::string ConnectorBench::SourceId(const std::string& world_id) const { return server->SourceIdOf(Message(world_id)); }

const Item* ConnectorBench::Find(const std::string& world_id) const {
  const auto it = items.find(SourceId(world_id));
  return it == items.end() ? nullptr : &it->second;
}

SendRequest ConnectorBench::ReplyTo(const std::string& world_id, const std::string& text) const {
  const PracticeMessage message = Message(world_id);
  SendRequest request;
  request.target_id = SourceId(world_id);
  if (const Item* item = Find(world_id)) {
    request.root_id = item->root_source_id;
    if (!item->reply_target_id.empty()) request.target_id = item->reply_target_id;
    request.recipient_id = item->author.source_id;
  }
  request.visibility = message.visibility;
  request.text = "@" + message.author.handle + " " + text;
  request.idempotency_key = "key-" + world_id + "-" + std::to_string(std::hash<std::string>{}(text));
  request.language = "und";
  request.recipient_handle = message.author.handle;
  request.now = world.Now();
  request.first_attempt_at = world.Now();
  return request;
}

}  // namespace replywatch::testing

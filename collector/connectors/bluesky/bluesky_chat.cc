// The private messages of the Bluesky connector: first the history of every conversation, then the log of events.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "collector/connectors/bluesky/bluesky.h"

namespace replywatch::bluesky {
namespace {

constexpr const char* kConvosPerPage = "50";
constexpr const char* kMessagesPerPage = "100";  // the most there is (lexicon, 2026)
constexpr std::size_t kMostConvos = 5'000;
constexpr const char* kListEnded = "-";

Call ChatCall(std::string_view method) { return {Service::kChat, method}; }

std::vector<std::string> Split(const std::string& text, char separator) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string part; std::getline(in, part, separator);) out.push_back(part);
  return out;
}

}  // namespace

// "l <cursor>": the log is read from there. Before that the history, in passes over the list of conversations:
// "b <log> <floor> <top> <list> <found> <messages> <pending>". The log's position is taken before the first pass, so that what
// is written meanwhile is not lost. A conversation that moves up in the list while it is paged through may be missed, so a
// further pass reads those that have changed since the pass before began, until there are none.
struct BlueskyConnector::ChatPosition {
  bool is_history = true;
  std::string log;       // cursor of the log; may be empty
  std::string floor;     // conversations whose rev is not above it are done; empty in the first pass
  std::string top;       // highest rev seen in this pass
  std::string list;      // where the list goes on; kListEnded: nowhere
  bool found = false;    // this pass has had something to read
  std::string messages;  // where the first pending conversation goes on
  std::vector<std::string> pending;

  static std::optional<ChatPosition> Read(const std::string& text) {
    std::vector<std::string> words = Split(text, ' ');
    const bool is_history = words.size() == 8 && words[0] == "b";
    if (!is_history && (words.size() != 2 || words[0] != "l")) return std::nullopt;
    // Every field begins with "=", so that an empty one is a word, too.
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (!words[i].starts_with('=')) return std::nullopt;
      words[i] = PercentDecode(words[i].substr(1));
    }
    ChatPosition position;
    position.is_history = is_history;
    position.log = words[1];
    if (!is_history) return position;
    position.floor = words[2];
    position.top = words[3];
    position.list = words[4];
    position.found = words[5] == "1";
    position.messages = words[6];
    position.pending = Split(words[7], ',');
    return position;
  }
  std::string Write() const {
    if (!is_history) return "l =" + PercentEncode(log);
    std::string ids;
    for (const std::string& id : pending) ids += (ids.empty() ? "" : ",") + id;
    std::string out = "b";
    for (const std::string& field : {log, floor, top, list, std::string(found ? "1" : "0"), messages, ids})
      out += " =" + PercentEncode(field);
    return out;
  }
};

Result<Page> BlueskyConnector::FetchChat(const FetchRequest& request, const CancelToken& cancel) {
  const std::string& text = request.page_token.empty() ? request.cursor : request.page_token;
  std::optional<ChatPosition> position = ChatPosition::Read(text);
  if (position && !position->is_history) {
    Result<Page> page = FetchLog(position->log, request.now, cancel);
    if (page.ok() || page.error().kind != ErrorKind::kInvalidArgument || position->log.empty()) return page;
    position.reset();  // the log does not reach back so far: everything once more
  }
  if (!position) {
    RW_ASSIGN_OR_RETURN(position, BeginHistory(request.now, cancel));
  }
  return FetchHistory(std::move(*position), request.now, cancel);
}

Result<Page> BlueskyConnector::FetchLog(const std::string& cursor, Timestamp now, const CancelToken& cancel) {
  QueryList query;
  if (!cursor.empty()) query.emplace_back("cursor", cursor);
  RW_ASSIGN_OR_RETURN(const HttpResponse answer, api_.Get(ChatCall("chat.bsky.convo.getLog"), query, now, cancel));
  RW_ASSIGN_OR_RETURN(const Json body, api_.Parse(answer));
  Result<ChatList> log = ReadLog(body);
  if (!log.ok()) return log.error().Within(api_.host());
  Page page;
  page.throttle = ReadThrottle(answer);
  const bool has_moved = !log->cursor.empty() && log->cursor != cursor;
  if (has_moved) {
    ChatPosition next;
    next.is_history = false;
    next.log = log->cursor;
    page.cursor = next.Write();
    if (log->elements > 0) page.next_page_token = page.cursor;
  }
  RW_RETURN_IF_ERROR(AddMessages(std::move(*log), now, cancel, page));
  return page;
}

Result<BlueskyConnector::ChatPosition> BlueskyConnector::BeginHistory(Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Json body, api_.GetJson(ChatCall("chat.bsky.convo.getLog"), {}, now, cancel));
  Result<ChatList> log = ReadLog(body);
  if (!log.ok()) return log.error().Within(api_.host());
  ChatPosition position;
  position.log = log->cursor;
  return position;
}

// A page of one conversation; before it, where none is pending, a page of the list.
Result<Page> BlueskyConnector::FetchHistory(ChatPosition position, Timestamp now, const CancelToken& cancel) {
  Page page;
  if (position.pending.empty() && position.list != kListEnded) RW_RETURN_IF_ERROR(ListConvos(position, now, cancel, page));
  if (!position.pending.empty()) RW_RETURN_IF_ERROR(ReadConvoPage(position, now, cancel, page));
  if (position.pending.empty() && position.list == kListEnded) {
    position.is_history = position.found && !position.top.empty();
    position.floor = position.top;
    position.list.clear();
    position.found = false;
  }
  page.cursor = position.Write();
  if (position.is_history) page.next_page_token = page.cursor;
  return page;
}

Status BlueskyConnector::ListConvos(ChatPosition& position, Timestamp now, const CancelToken& cancel, Page& page) {
  QueryList query{{"limit", kConvosPerPage}};
  if (!position.list.empty()) query.emplace_back("cursor", position.list);
  Result<HttpResponse> answer = api_.Get(ChatCall("chat.bsky.convo.listConvos"), query, now, cancel);
  if (!answer.ok() && answer.error().kind == ErrorKind::kInvalidArgument && !position.list.empty()) {
    answer = api_.Get(ChatCall("chat.bsky.convo.listConvos"), {{"limit", kConvosPerPage}}, now, cancel);
  }
  if (!answer.ok()) return answer.error();
  RW_ASSIGN_OR_RETURN(const Json body, api_.Parse(*answer));
  Result<ConvoList> list = ReadConvos(body);
  if (!list.ok()) return list.error().Within(api_.host());
  page.throttle = ReadThrottle(*answer);
  for (SetAside& element : list->set_aside) page.set_aside.push_back(std::move(element));
  for (const Convo& convo : list->convos) {
    RememberConvo(convo);
    position.top = std::max(position.top, convo.rev);
    if (position.floor.empty() || convo.rev > position.floor) position.pending.push_back(convo.id);
  }
  position.found = position.found || !position.pending.empty();
  position.list = list->cursor.empty() || list->cursor == position.list ? kListEnded : list->cursor;
  return {};
}

Status BlueskyConnector::ReadConvoPage(ChatPosition& position, Timestamp now, const CancelToken& cancel, Page& page) {
  const std::string convo_id = position.pending.front();
  Result<ChatList> list = Messages(convo_id, position.messages, now, cancel, page.throttle);
  if (!list.ok() && list.error().kind == ErrorKind::kInvalidArgument && !position.messages.empty())
    list = Messages(convo_id, "", now, cancel, page.throttle);
  const bool is_left = !list.ok() && list.error().kind == ErrorKind::kNotFound;
  if (!list.ok() && !is_left) return list.error();
  if (is_left || list->cursor.empty() || list->cursor == position.messages) {
    position.pending.erase(position.pending.begin());
    position.messages.clear();
  } else {
    position.messages = list->cursor;
  }
  return is_left ? Status() : AddMessages(std::move(*list), now, cancel, page);
}

Status BlueskyConnector::AddMessages(ChatList list, Timestamp now, const CancelToken& cancel, Page& page) {
  for (SetAside& element : list.set_aside) page.set_aside.push_back(std::move(element));
  for (const ChatMessage& message : list.messages) {
    const Result<Convo> convo = KnownConvo(message.convo_id, now, cancel);
    if (!convo.ok()) return convo.error();
    page.items.push_back(ToItem(message, *convo, own_did_));
  }
  return {};
}

Result<ChatList> BlueskyConnector::Messages(const std::string& convo_id, const std::string& cursor, Timestamp now,
                                            const CancelToken& cancel, Throttle& throttle) {
  QueryList query{{"convoId", convo_id}, {"limit", kMessagesPerPage}};
  if (!cursor.empty()) query.emplace_back("cursor", cursor);
  RW_ASSIGN_OR_RETURN(const HttpResponse answer, api_.Get(ChatCall("chat.bsky.convo.getMessages"), query, now, cancel));
  RW_ASSIGN_OR_RETURN(const Json body, api_.Parse(answer));
  throttle = ReadThrottle(answer);
  Result<ChatList> list = ReadMessages(body, convo_id);
  if (!list.ok()) return list.error().Within(api_.host());
  return list;
}

Result<Convo> BlueskyConnector::GetConvo(const std::string& convo_id, Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Json body, api_.GetJson(ChatCall("chat.bsky.convo.getConvo"), {{"convoId", convo_id}}, now, cancel));
  Result<Convo> convo = ReadConvo(Member(body, "convo"));
  if (!convo.ok()) return MakeError(ErrorKind::kBackOff, api_.host() + ": " + convo.error().text);
  RememberConvo(*convo);
  return convo;
}

Result<Convo> BlueskyConnector::ConvoWith(const std::string& did, Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Json body,
                      api_.GetJson(ChatCall("chat.bsky.convo.getConvoForMembers"), {{"members", did}}, now, cancel));
  Result<Convo> convo = ReadConvo(Member(body, "convo"));
  if (!convo.ok()) return MakeError(ErrorKind::kBackOff, api_.host() + ": " + convo.error().text);
  RememberConvo(*convo);
  return convo;
}

// Of a conversation that we have left since, only the id is known.
Result<Convo> BlueskyConnector::KnownConvo(const std::string& convo_id, Timestamp now, const CancelToken& cancel) {
  const auto known = convos_.find(convo_id);
  if (known != convos_.end()) return known->second;
  Result<Convo> convo = GetConvo(convo_id, now, cancel);
  if (convo.ok() || convo.error().kind != ErrorKind::kNotFound) return convo;
  Convo left;
  left.id = convo_id;
  RememberConvo(left);
  return left;
}

void BlueskyConnector::RememberConvo(const Convo& convo) {
  if (convos_.size() >= kMostConvos) convos_.clear();
  convos_[convo.id] = convo;
}

}  // namespace replywatch::bluesky

#include "collector/connectors/youtube/youtube.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

namespace replywatch::youtube {
namespace {

constexpr const char* kApiHost = "https://www.googleapis.com";
constexpr const char* kTokenHost = "https://oauth2.googleapis.com";
// Ids that one call may name (Google's reference, 2026).
constexpr std::size_t kMostIds = 50;
constexpr std::size_t kMaxVideos = 20'000;
constexpr const char* kPerPage = "100";  // the most there is
constexpr int kMostReplyPages = 10;      // a thread takes 500 replies (fact sheet, 2026)
// Not published; said to be this. Longer texts are refused with a code of their own (fact sheet, 2026).
constexpr std::int64_t kMaxCharacters = 10'000;

Result<std::int64_t> UnitsPerDay(const InboxConfig& inbox) {
  const auto option = inbox.options.find("units_per_day");
  if (option == inbox.options.end()) return kDefaultUnitsPerDay;
  const std::string& text = option->second;
  std::int64_t units = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), units);
  if (error != std::errc() || end != text.data() + text.size() || units <= 0)
    return MakeError(ErrorKind::kConfiguration, "units_per_day must be a whole number, like 10000");
  return units;
}

Result<std::unique_ptr<Connector>> Make(ConnectorContext context) {
  const InboxConfig& inbox = context.inbox;
  const auto option = [&](const char* name) {
    const auto it = inbox.options.find(name);
    return it == inbox.options.end() ? std::string() : it->second;
  };
  const auto secret = [&](const char* name) {
    const auto it = inbox.secrets.find(name);
    return it == inbox.secrets.end() ? Secret() : it->second;
  };
  GoogleClient client{option("client_id"), secret("client_secret"), secret("refresh_token")};
  if (client.id.empty() || client.secret.empty()) {
    return MakeError(ErrorKind::kConfiguration,
                     "client_id or client_secret is missing; both stand at the OAuth client in the Google Cloud console");
  }
  if (client.refresh_token.empty()) {
    return MakeError(ErrorKind::kConfiguration, "the refresh token is missing; sign in as the channel to get one");
  }
  if (!inbox.base_url.empty() && !ParseUrl(inbox.base_url))
    return MakeError(ErrorKind::kConfiguration, "base_url must be an address like https://youtube.example, or be left out");
  RW_ASSIGN_OR_RETURN(const std::int64_t units, UnitsPerDay(inbox));
  RW_ASSIGN_OR_RETURN(const DailyQuota quota, DailyQuota::Make(context.state, units));
  const std::string& base = inbox.base_url;
  GoogleTokens tokens(context.http, base.empty() ? kTokenHost : base, std::move(client));
  YouTubeApi api(context.http, base.empty() ? kApiHost : base, std::move(tokens), quota);
  return std::unique_ptr<Connector>(std::make_unique<YouTubeConnector>(std::move(api), option("channel")));
}

std::string Joined(const std::vector<std::string>& ids) {
  std::string out;
  for (const std::string& id : ids) out += (out.empty() ? "" : ",") + id;
  return out;
}

std::vector<std::string> ThreadIdsOf(const std::vector<std::string>& comment_ids) {
  std::set<std::string> ids;
  for (const std::string& id : comment_ids) ids.insert(ThreadIdOf(id));
  return {ids.begin(), ids.end()};
}

}  // namespace

PlatformInfo Platform() {
  PlatformInfo info;
  info.name = "youtube";
  info.display_name = "YouTube";
  info.make = &Make;
  info.required_options = {"client_id"};
  info.optional_options = {"channel", "units_per_day"};
  info.required_secrets = {"client_secret", "refresh_token"};
  info.connect_steps = {
      "At console.cloud.google.com make a project, switch the YouTube Data API v3 on, and make an OAuth client of the type "
      "Desktop app.",
      "Publish the consent screen (\"In production\"): while it says \"Testing\", sign-ins end after 7 days.",
      "Sign in once with the scope https://www.googleapis.com/auth/youtube.force-ssl (the OAuth Playground does it with your own "
      "client) and choose the shop's channel: what you need is the refresh token. It ends when it is unused for 6 months or "
      "revoked.",
      "A project may spend 10,000 units a day: some 40 answers beside reading every few minutes."};
  info.connect_questions = {{"client_id", "The OAuth client's id"},
                            {"client_secret", "The OAuth client's secret"},
                            {"refresh_token", "The refresh token"},
                            {"channel", "The channel's id, like UC… (empty: whichever signed in)"}};
  return info;
}

YouTubeConnector::YouTubeConnector(YouTubeApi api, std::string expected_channel)
    : api_(std::move(api)), expected_channel_(std::move(expected_channel)) {}

Capabilities YouTubeConnector::capabilities() const {
  Capabilities out;
  out.reply_public = true;
  out.approve = true;
  out.edits_visible = true;
  out.erase_removed = true;  // Google's terms for developers, III.E.4 (2026)
  out.public_prefix = "@{handle} ";
  out.public_length.max = kMaxCharacters;
  out.resend_guard = ResendGuard::kReconcile;
  return out;
}

std::size_t YouTubeConnector::max_sweep_items() const { return kMostIds; }

Status YouTubeConnector::CheckReady() const {
  if (own_.id.empty()) return MakeError(ErrorKind::kInvalidArgument, api_.base_url() + ": the account has not been checked yet");
  return {};
}

Result<AccountCheck> YouTubeConnector::Check(Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Json answer,
                      api_.Get("/channels", {{"part", "snippet"}, {"mine", "true"}}, Purpose::kReplying, now, cancel));
  const Result<YtChannel> channel = ReadOwnChannel(answer);
  if (!channel.ok()) return channel.error().Within(api_.base_url());
  if (channel->id.empty()) {
    return MakeError(
        ErrorKind::kReauthorize,
        "this Google account has no channel; sign in again, choose the shop's channel, and put the new refresh token "
        "into its file");
  }
  const bool is_expected =
      expected_channel_.empty() || expected_channel_ == channel->id || expected_channel_ == "@" + channel->handle;
  if (!is_expected) {
    return MakeError(ErrorKind::kReauthorize, "signed in as the channel " + channel->id + " (\"" + channel->title +
                                                  "\"), not as the one in the settings; sign in again and choose that one");
  }
  AccountCheck check;
  check.account_id = channel->id;
  check.account_name = channel->title;
  if (const auto server_time = api_.server_time()) check.clock_skew = *server_time - now;
  own_ = *channel;
  return check;
}

// One id that is gone may make the whole call fail; halves find out which.
Result<Json> YouTubeConnector::ListByIds(const char* path, const std::vector<std::string>& ids, const Call& call) {
  Result<Json> answer = api_.Get(path, {{"part", "snippet"}, {"id", Joined(ids)}, {"textFormat", "plainText"}}, call.purpose,
                                 call.now, call.cancel);
  if (answer.ok()) return answer;
  if (answer.error().kind != ErrorKind::kNotFound) return answer.error();
  Json list{{"items", Json::array()}};
  if (ids.size() < 2) return list;
  const auto middle = ids.begin() + static_cast<std::ptrdiff_t>(ids.size() / 2);
  for (const auto& half : {std::vector(ids.begin(), middle), std::vector(middle, ids.end())}) {
    RW_ASSIGN_OR_RETURN(const Json part, ListByIds(path, half, call));
    const Json& items = Member(part, "items");
    if (items.is_array()) list["items"].insert(list["items"].end(), items.begin(), items.end());
  }
  return list;
}

Result<ThreadList> YouTubeConnector::ThreadsByIds(const std::vector<std::string>& ids, const Call& call) {
  RW_ASSIGN_OR_RETURN(const Json answer, ListByIds("/commentThreads", ids, call));
  Result<ThreadList> list = ReadThreads(answer);
  if (!list.ok()) return list.error().Within(api_.base_url());
  RW_RETURN_IF_ERROR(LearnVideos(list->threads, call));
  return list;
}

Result<CommentList> YouTubeConnector::CommentsByIds(const std::vector<std::string>& ids, const Call& call) {
  RW_ASSIGN_OR_RETURN(const Json answer, ListByIds("/comments", ids, call));
  Result<CommentList> list = ReadComments(answer);
  if (!list.ok()) return list.error().Within(api_.base_url());
  return list;
}

Result<ThreadList> YouTubeConnector::ListQueue(const std::string& status, const std::string& page_token, const Call& call) {
  QueryList query{{"part", "snippet,replies"},  {"allThreadsRelatedToChannelId", own_.id},
                  {"moderationStatus", status}, {"order", "time"},
                  {"maxResults", kPerPage},     {"textFormat", "plainText"}};
  if (!page_token.empty()) query.emplace_back("pageToken", page_token);
  RW_ASSIGN_OR_RETURN(const Json answer, api_.Get("/commentThreads", query, call.purpose, call.now, call.cancel));
  Result<ThreadList> list = ReadThreads(answer);
  if (!list.ok()) return list.error().Within(api_.base_url());
  return list;
}

Result<CommentList> YouTubeConnector::ListReplies(const std::string& thread_id, const Call& call) {
  CommentList out;
  std::string page_token;
  for (int pages = 0; pages < kMostReplyPages; ++pages) {
    QueryList query{{"part", "snippet"}, {"parentId", thread_id}, {"maxResults", kPerPage}, {"textFormat", "plainText"}};
    if (!page_token.empty()) query.emplace_back("pageToken", page_token);
    const Result<Json> answer = api_.Get("/comments", query, call.purpose, call.now, call.cancel);
    if (!answer.ok() && answer.error().kind == ErrorKind::kNotFound) return out;
    if (!answer.ok()) return answer.error();
    Result<CommentList> list = ReadComments(*answer);
    if (!list.ok()) return list.error().Within(api_.base_url());
    for (YtComment& comment : list->comments) {
      comment.thread_id = thread_id;
      out.comments.push_back(std::move(comment));
    }
    for (SetAside& element : list->set_aside) out.set_aside.push_back(std::move(element));
    out.next_page_token = list->next_page_token;
    if (out.next_page_token.empty() || out.next_page_token == page_token) break;
    page_token = out.next_page_token;
  }
  return out;
}

Status YouTubeConnector::LearnVideos(const std::vector<YtThread>& threads, const Call& call) {
  if (videos_.size() > kMaxVideos) videos_.clear();
  std::set<std::string> unknown;
  for (const YtThread& thread : threads) {
    if (!thread.video_id.empty() && !videos_.contains(thread.video_id)) unknown.insert(thread.video_id);
  }
  while (!unknown.empty()) {
    std::vector<std::string> ids;
    while (!unknown.empty() && ids.size() < kMostIds) ids.push_back(std::move(unknown.extract(unknown.begin()).value()));
    RW_ASSIGN_OR_RETURN(const Json answer, ListByIds("/videos", ids, call));
    const Result<std::map<std::string, YtVideo>> found = ReadVideos(answer);
    if (!found.ok()) return found.error().Within(api_.base_url());
    for (const std::string& id : ids) {
      const auto it = found->find(id);
      videos_[id] = it == found->end() ? YtVideo() : it->second;
    }
  }
  return {};
}

CommentPlace YouTubeConnector::PlaceOf(const YtThread& thread) const {
  CommentPlace place;
  place.video_id = thread.video_id;
  place.channel_id = thread.channel_id;
  place.can_reply = thread.can_reply;
  if (thread.top) place.top_author_id = thread.top->author.source_id;
  if (const auto video = videos_.find(thread.video_id); video != videos_.end()) {
    place.title = video->second.title;
    if (place.channel_id.empty()) place.channel_id = video->second.channel_id;
  }
  return place;
}

Item YouTubeConnector::MakeItem(const YtComment& comment, const YtThread& thread) const {
  return ToItem(comment, PlaceOf(thread), own_);
}

// Threads tell where a comment stands, comments how it is now. What is left out is asked for again, once at least, until nothing
// more comes: only that counts as gone, for what is gone is to be erased.
Result<SweepResult> YouTubeConnector::Sweep(const SweepRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.source_ids.size() > kMostIds) return MakeError(ErrorKind::kInvalidArgument, "too many items for one sweep");
  SweepResult result;
  if (request.source_ids.empty()) return result;
  const Call call{Purpose::kReading, request.now, cancel};
  RW_ASSIGN_OR_RETURN(const ThreadList threads, ThreadsByIds(ThreadIdsOf(request.source_ids), call));
  std::map<std::string, YtThread> thread_of;
  for (const YtThread& thread : threads.threads) thread_of[thread.id] = thread;
  std::set<std::string> missing(request.source_ids.begin(), request.source_ids.end());
  for (bool is_first = true; !missing.empty(); is_first = false) {
    const std::size_t missing_before = missing.size();
    RW_ASSIGN_OR_RETURN(const CommentList list, CommentsByIds({missing.begin(), missing.end()}, call));
    for (const YtComment& comment : list.comments) {
      if (missing.erase(comment.id) > 0) result.items.push_back(MakeItem(comment, thread_of[comment.thread_id]));
    }
    for (const SetAside& element : list.set_aside) {
      if (missing.erase(element.source_id) > 0) result.set_aside.push_back(element);
    }
    if (!is_first && missing.size() == missing_before) break;
  }
  for (const YtThread& thread : threads.threads) {
    if (thread.top && missing.erase(thread.id) > 0) result.items.push_back(MakeItem(*thread.top, thread));
  }
  for (const SetAside& element : threads.set_aside) missing.erase(element.source_id);
  result.gone.assign(missing.begin(), missing.end());
  result.throttle = api_.throttle();
  return result;
}

Status YouTubeConnector::Approve(const std::string& source_id, Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  return api_
      .Post("/comments/setModerationStatus", {{"id", source_id}, {"moderationStatus", "published"}}, Json(), CallKind::kWrite,
            now, cancel)
      .status();
}

}  // namespace replywatch::youtube

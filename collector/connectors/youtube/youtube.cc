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
// What was refused us is asked for again after this: to find which it is costs a call for each half.
constexpr Duration kRefusedFor = Duration::Hours(24);
constexpr std::size_t kMaxRefused = 20'000;
constexpr std::string_view kForbidden = "forbidden";
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

constexpr OAuthAdvice kAdvice{
    "the refresh token is no longer accepted; sign in again as the channel and put the new refresh token into its file (while "
    "the "
    "consent screen is in \"Testing\", Google ends every token after 7 days: publish the app)",
    "client_id and client_secret are not accepted; copy both from the OAuth client in the Google Cloud console",
    "the Google account may not use this app; let its administrator allow it"};

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
  const std::string& base = inbox.base_url;
  OAuthClient client{
      (base.empty() ? kTokenHost : base) + "/token", option("client_id"), secret("client_secret"), secret("refresh_token"), {}};
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
  OAuthTokens tokens(context.http, context.state, std::move(client), kAdvice);
  YouTubeApi api(context.http, base.empty() ? kApiHost : base, std::move(tokens), quota);
  return std::unique_ptr<Connector>(
      std::make_unique<YouTubeConnector>(std::move(api), option("channel"), HiddenReplies(context.state)));
}

std::string Joined(const std::vector<std::string>& ids) {
  std::string out;
  for (const std::string& id : ids) out += (out.empty() ? "" : ",") + id;
  return out;
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
      "A project may spend 10,000 units a day: some 35 answers beside reading every few minutes."};
  info.connect_questions = {{"client_id", "The OAuth client's id"},
                            {"client_secret", "The OAuth client's secret"},
                            {"refresh_token", "The refresh token"},
                            {"channel", "The channel's id, like UC… (empty: whichever signed in)"}};
  return info;
}

YouTubeConnector::YouTubeConnector(YouTubeApi api, std::string expected_channel, HiddenReplies hidden)
    : api_(std::move(api)), expected_channel_(std::move(expected_channel)), hidden_(std::move(hidden)) {}

Capabilities YouTubeConnector::capabilities() const {
  Capabilities out;
  out.reply_public = true;
  out.approve = true;
  out.edits_visible = true;
  out.erase_removed = true;  // Google's terms for developers, III.E.4 (2026)
  out.public_prefix = "@{handle} ";
  out.public_length.max = kMaxCharacters;
  out.resend_guard = ResendGuard::kReconcile;  // finds, but never tells that nothing is there: then a person decides
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
  RW_RETURN_IF_ERROR(hidden_.Load());
  AccountCheck check;
  check.account_id = channel->id;
  check.account_name = channel->title;
  if (const auto server_time = api_.server_time()) check.clock_skew = *server_time - now;
  own_ = *channel;
  return check;
}

// Whether the last error was about one of the things named, not about us: "one or more of the requested comments cannot be
// retrieved" (403 forbidden of comments.list, Google's reference, 2026), as under a video that turned private.
bool YouTubeConnector::IsAboutOne(const Error& error) const {
  return error.kind == ErrorKind::kNotFound || api_.reason() == kForbidden;
}

// One id that is gone or kept from us makes the whole call fail; halves find out which.
Result<Json> YouTubeConnector::ListByIds(const char* path, const std::vector<std::string>& ids, const Call& call) {
  const QueryList query{{"part", "snippet"}, {"id", Joined(ids)}, {"textFormat", "plainText"}};
  Result<Json> answer = api_.Get(path, query, call.purpose, call.now, call.cancel);
  if (answer.ok()) return answer;
  if (!IsAboutOne(answer.error())) return answer.error();
  Json list{{"items", Json::array()}};
  if (ids.size() < 2) {
    if (answer.error().kind != ErrorKind::kNotFound) NoteRefused(ids.front(), call.now);
    return list;
  }
  const auto middle = ids.begin() + static_cast<std::ptrdiff_t>(ids.size() / 2);
  for (const auto& half : {std::vector(ids.begin(), middle), std::vector(middle, ids.end())}) {
    RW_ASSIGN_OR_RETURN(const Json part, ListByIds(path, half, call));
    const Json& items = Member(part, "items");
    if (items.is_array()) list["items"].insert(list["items"].end(), items.begin(), items.end());
  }
  return list;
}

void YouTubeConnector::NoteRefused(const std::string& id, Timestamp now) {
  if (refused_.size() >= kMaxRefused) refused_.clear();
  refused_[id] = now;
}

bool YouTubeConnector::IsRefused(const std::string& id, Timestamp now) const {
  const auto refused = refused_.find(id);
  return refused != refused_.end() && now - refused->second < kRefusedFor;
}

Result<ThreadList> YouTubeConnector::ThreadsByIds(const std::vector<std::string>& ids, const Call& call) {
  if (ids.empty()) return ThreadList();
  RW_ASSIGN_OR_RETURN(const Json answer, ListByIds("/commentThreads", ids, call));
  Result<ThreadList> list = ReadThreads(answer);
  if (!list.ok()) return list.error().Within(api_.base_url());
  LearnVideos(list->threads, call);
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
    if (!answer.ok() && IsAboutOne(answer.error())) return out;
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

// A look that fails costs the titles, which are asked for again, and never the comments.
void YouTubeConnector::LearnVideos(const std::vector<YtThread>& threads, const Call& call) {
  if (videos_.size() > kMaxVideos) videos_.clear();
  std::set<std::string> unknown;
  for (const YtThread& thread : threads) {
    if (!thread.video_id.empty() && !videos_.contains(thread.video_id)) unknown.insert(thread.video_id);
  }
  while (!unknown.empty()) {
    std::vector<std::string> ids;
    while (!unknown.empty() && ids.size() < kMostIds) ids.push_back(std::move(unknown.extract(unknown.begin()).value()));
    const Result<Json> answer =
        api_.Get("/videos", {{"part", "snippet"}, {"id", Joined(ids)}}, call.purpose, call.now, call.cancel);
    if (!answer.ok()) return;
    const Result<std::map<std::string, YtVideo>> found = ReadVideos(*answer);
    if (!found.ok()) return;
    for (const std::string& id : ids) {
      const auto it = found->find(id);
      videos_[id] = it == found->end() ? YtVideo() : it->second;
    }
  }
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

Status YouTubeConnector::Approve(const std::string& source_id, Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  RW_RETURN_IF_ERROR(api_.Post("/comments/setModerationStatus", {{"id", source_id}, {"moderationStatus", "published"}}, Json(),
                               CallKind::kWrite, now, cancel)
                         .status());
  held_.Release(source_id);
  return {};
}

}  // namespace replywatch::youtube

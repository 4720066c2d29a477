#include "collector/connectors/telegram/telegram.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace replywatch::telegram {
namespace {

constexpr const char* kAddress = "https://api.telegram.org";
constexpr std::int64_t kMostUpdates = 100;             // of one call (Bot API 10.1, 2026)
constexpr std::int64_t kMaxTextUnits = 4096;           // of a message, in UTF-16 units (Bot API 10.1, 2026)
constexpr Duration kKept = Duration::Hours(24);        // updates that nobody reads are dropped then (Bot API 10.1, 2026)
constexpr Duration kIdsStartAnew = Duration::Days(6);  // after a week without updates ids begin anew, perhaps smaller
constexpr Duration kPollNoted = Duration::Hours(1);    // how exactly the last poll is remembered
constexpr std::size_t kMostGroups = 1000;
constexpr std::int64_t kLargestUpdate = 9'000'000'000'000'000'000;

Result<std::unique_ptr<Connector>> Make(ConnectorContext context) {
  const InboxConfig& inbox = context.inbox;
  const auto token = inbox.secrets.find("token");
  if (token == inbox.secrets.end() || token->second.empty())
    return MakeError(ErrorKind::kConfiguration, "the bot's token is missing; @BotFather tells it");
  // It becomes a part of addresses.
  constexpr std::string_view kAllowed = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz:_-";
  if (token->second.Reveal().find_first_not_of(kAllowed) != std::string::npos)
    return MakeError(ErrorKind::kConfiguration,
                     "what the token file holds is no bot token; @BotFather tells it, like 123456:ABC…");
  TelegramApi api(context.http, inbox.base_url.empty() ? kAddress : inbox.base_url, token->second);
  return std::unique_ptr<Connector>(std::make_unique<TelegramConnector>(std::move(api)));
}

std::optional<std::int64_t> Number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

// "offset:newest:polled": the first update not yet confirmed, when updates came last, and when was asked last.
struct Cursor {
  std::int64_t offset = 0;
  Timestamp newest;
  Timestamp polled;

  static std::optional<Cursor> Read(std::string_view text) {
    const std::size_t first = std::min(text.find(':'), text.size());
    const std::size_t second = std::min(text.find(':', first + 1), text.size());
    if (second >= text.size()) return std::nullopt;
    const auto offset = Number(text.substr(0, first));
    const auto newest = Number(text.substr(first + 1, second - first - 1));
    const auto polled = Number(text.substr(second + 1));
    if (!offset || !newest || !polled) return std::nullopt;
    return Cursor{*offset, Timestamp{*newest}, Timestamp{*polled}};
  }
  std::string Write() const { return std::to_string(offset) + ":" + std::to_string(newest.ms) + ":" + std::to_string(polled.ms); }
};

}  // namespace

PlatformInfo Platform() {
  PlatformInfo info;
  info.name = "telegram";
  info.display_name = "Telegram";
  info.make = &Make;
  info.required_secrets = {"token"};
  info.connect_steps = {
      "In Telegram write /newbot to @BotFather and follow it; for a bot that you have, write /token.",
      "Copy the token it shows, like 123456:ABC… It does not end until you ask for another.",
      "For comments below your channel: write /setprivacy to @BotFather and choose Disable, then add the bot to the "
      "channel's discussion group, best as an administrator.",
      "Once it is in its groups, write /setjoingroups to @BotFather and choose Disable, so that nobody adds it to theirs.",
      "No other program may read the same bot."};
  info.connect_questions = {{"token", "The bot's token"}};
  return info;
}

Capabilities TelegramConnector::capabilities() const {
  Capabilities out;
  out.reply_public = true;
  out.reply_private = true;
  out.public_length = {kMaxTextUnits, LengthUnit::kUtf16Units, 0, false, 0};
  out.private_length = out.public_length;
  out.resend_guard = ResendGuard::kNone;
  return out;
}

std::vector<StreamInfo> TelegramConnector::streams() const {
  return {{"updates", StreamKind::kConfirming, Duration::Seconds(5), kKept}};
}

Status TelegramConnector::CheckReady() const {
  if (us_.bot_id.empty()) return MakeError(ErrorKind::kInvalidArgument, "the bot has not been checked yet");
  return {};
}

Result<AccountCheck> TelegramConnector::Check(Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Json me, api_.Read("getMe", Json::object(), now, cancel));
  Us us;
  us.bot_id = IdMember(me, "id");
  us.bot_username = LineMember(me, "username", kMaxNameBytes);
  if (us.bot_id.empty()) return MakeError(ErrorKind::kBackOff, "Telegram did not say which bot this is; it will be asked again");
  RW_ASSIGN_OR_RETURN(const Json webhook, api_.Read("getWebhookInfo", Json::object(), now, cancel));
  std::optional<Duration> skew;
  if (api_.server_time()) skew = *api_.server_time() - now;
  if (!LineMember(webhook, "url", kMaxUrlBytes).empty()) {
    return MakeError(
        ErrorKind::kConfiguration,
        "another program receives this bot's messages by webhook; remove the webhook there, or make a bot of its own");
  }
  AccountCheck check;
  check.account_id = us.bot_id;
  check.account_name = us.bot_username.empty() ? LineMember(me, "first_name", kMaxNameBytes) : us.bot_username;
  if (!BoolMember(me, "can_read_all_group_messages")) {
    check.warnings.emplace_back(
        "in groups the bot is shown only what answers it: switch its privacy mode off with @BotFather (/setprivacy) and add it "
        "to the group again, or make it an administrator there; for private messages nothing has to be done");
  }
  check.clock_skew = skew;
  us_ = std::move(us);
  voices_.clear();
  return check;
}

Result<std::vector<std::string>> TelegramConnector::VoicesOf(const TgMessage& message, Timestamp now, const CancelToken& cancel) {
  if (message.chat_type == "private") return std::vector<std::string>{};
  if (const auto known = voices_.find(message.chat_id); known != voices_.end()) return known->second;
  std::vector<std::string> voices;
  const Json chat{{"chat_id", message.chat_id}};
  const auto about = api_.Read("getChat", chat, now, cancel);
  const auto administrators = api_.Read("getChatAdministrators", chat, now, cancel);
  for (const auto* answer : {&about, &administrators}) {
    // A group that the bot has left meanwhile tells nothing; its messages count all the same.
    const bool is_of_chat = answer->ok() || answer->error().kind == ErrorKind::kTargetGone ||
                            answer->error().kind == ErrorKind::kPermission || answer->error().kind == ErrorKind::kInvalidArgument;
    if (!is_of_chat) return answer->error();
  }
  if (about.ok()) {
    if (std::string channel = IdMember(*about, "linked_chat_id"); !channel.empty()) voices.push_back(std::move(channel));
  }
  if (administrators.ok() && administrators->is_array()) {
    for (const Json& member : *administrators) {
      const Json& user = Member(member, "user");
      if (std::string id = IdMember(user, "id"); !id.empty() && !BoolMember(user, "is_bot")) voices.push_back(std::move(id));
    }
  }
  if (voices_.size() >= kMostGroups) voices_.clear();
  voices_[message.chat_id] = voices;
  return voices;
}

// Asking with an offset confirms, that is deletes, everything before it.
Result<Page> TelegramConnector::Fetch(const FetchRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.stream != "updates") return MakeError(ErrorKind::kInvalidArgument, "no such stream: " + request.stream);
  const std::optional<Cursor> known = Cursor::Read(request.cursor);
  Json parameters{{"limit", kMostUpdates}, {"timeout", 0}, {"allowed_updates", R"(["message","edited_message"])"}};
  const bool ids_hold = known && request.now - known->newest < kIdsStartAnew;
  if (ids_hold) parameters["offset"] = known->offset;
  RW_ASSIGN_OR_RETURN(const Json answer, api_.Read("getUpdates", parameters, request.now, cancel));
  RW_ASSIGN_OR_RETURN(UpdateList updates, ReadUpdates(answer));
  Page page;
  page.gap = known && request.now - known->polled > kKept + kPollNoted;
  page.set_aside = std::move(updates.set_aside);
  page.unreadable = updates.other_types;
  for (const TgMessage& message : updates.messages) {
    RW_ASSIGN_OR_RETURN(const std::vector<std::string> voices, VoicesOf(message, request.now, cancel));
    page.items.push_back(ToItem(message, us_, voices));
  }
  Cursor next = known.value_or(Cursor{0, request.now, request.now});
  if (updates.newest_id) next = {std::min(*updates.newest_id, kLargestUpdate) + 1, request.now, request.now};
  if (!known || updates.newest_id || request.now - known->polled >= kPollNoted) {
    next.polled = request.now;
    page.cursor = next.Write();
  }
  if (updates.element_count >= kMostUpdates && updates.newest_id) page.next_page_token = "more";
  return page;
}

Result<SweepResult> TelegramConnector::Sweep(const SweepRequest& request, const CancelToken& /*cancel*/) {
  if (request.source_ids.empty()) return SweepResult{};
  return MakeError(ErrorKind::kInvalidArgument, "Telegram lets nothing be read again");
}

Result<SendReceipt> TelegramConnector::Send(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  const auto target = ParseSourceId(request.target_id);
  if (!target) return MakeError(ErrorKind::kInvalidArgument, "\"" + request.target_id + "\" is no message of Telegram");
  if (request.text.find_first_not_of(" \t\r\n") == std::string::npos)
    return MakeError(ErrorKind::kContentRejected, "Telegram takes no message without text");
  // Without a way to look afterwards, a message whose target is gone must not go out loose.
  Json draft{
      {"chat_id", target->chat_id},
      {"text", request.text},
      {"reply_parameters", {{"message_id", Number(target->message_id).value_or(0)}, {"allow_sending_without_reply", false}}},
      {"link_preview_options", {{"is_disabled", true}}}};
  Result<Json> answer = api_.Write("sendMessage", draft, request.now, cancel);
  // A group that became a supergroup has another id; what was said before stands there, but perhaps cannot be replied to.
  if (!answer.ok() && answer.error().kind == ErrorKind::kTargetGone && !api_.moved_to().empty()) {
    draft["reply_parameters"]["chat_id"] = target->chat_id;
    draft["reply_parameters"]["allow_sending_without_reply"] = true;
    draft["chat_id"] = api_.moved_to();
    answer = api_.Write("sendMessage", draft, request.now, cancel);
  }
  if (!answer.ok()) return answer.error();
  const Result<TgMessage> message = ReadMessage(*answer);
  if (!message.ok())
    return MakeError(ErrorKind::kUnknownOutcome,
                     "Telegram took the message but did not say which it is; look there before sending again");
  SendReceipt receipt;
  receipt.item = ToItem(*message, us_, {});
  receipt.source_id = receipt.item->source_id;
  receipt.permalink = receipt.item->permalink;
  return receipt;
}

// Telegram shows a bot nothing of what it wrote.
Result<FindResult> TelegramConnector::FindSent(const SendRequest& /*request*/, const CancelToken& /*cancel*/) {
  return FindResult{};
}

Status TelegramConnector::Approve(const std::string& /*source_id*/, Timestamp /*now*/, const CancelToken& /*cancel*/) {
  return MakeError(ErrorKind::kInvalidArgument, "Telegram holds nothing back");
}

}  // namespace replywatch::telegram

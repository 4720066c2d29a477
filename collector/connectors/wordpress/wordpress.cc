#include "collector/connectors/wordpress/wordpress.h"

namespace replywatch::wordpress {
namespace {

constexpr std::size_t kSweepSize = 50;
constexpr std::string_view kShown = "all";        // what is approved and what waits, without spam and trash
constexpr std::string_view kProduct = "product";  // the shop plugin's: its comments belong to reviews, which another inbox reads

Result<std::unique_ptr<Connector>> Make(ConnectorContext context) {
  RW_ASSIGN_OR_RETURN(wp::WpDesk desk, wp::WpDesk::Make(context));
  return std::unique_ptr<Connector>(std::make_unique<WordPressConnector>(std::move(desk)));
}

// The listing's parts that are the same on every page; the comments themselves are the caller's.
Page PageOf(const wp::WpDesk::Listed& listed) {
  Page page;
  page.set_aside = listed.list.set_aside;
  page.total = listed.totals.total;
  page.unreadable = listed.list.other_types;
  return page;
}

}  // namespace

PlatformInfo Platform() {
  PlatformInfo info;
  info.name = "wordpress";
  info.display_name = "WordPress";
  info.make = &Make;
  info.address_example = "https://shop.example";
  info.required_options = {"user"};
  info.required_secrets = {"password"};
  info.connect_steps = {"Sign in to the site as a user who may moderate comments (Editor or Administrator).",
                        "Open Users > Profile > Application Passwords, type \"ReplyWatch\" and add a new one.",
                        "Copy the password that is shown once. It does not end until you revoke it there."};
  info.connect_questions = {{"base_url", "Address of the site, like https://shop.example"},
                            {"user", "The name with which that user signs in"},
                            {"password", "The application password"}};
  return info;
}

Capabilities WordPressConnector::capabilities() const {
  Capabilities out;
  out.reply_public = true;
  out.approve = true;
  out.edits_visible = true;
  out.public_length.max_bytes = wp::kMaxContentBytes;
  out.resend_guard = ResendGuard::kDuplicateRefusal;
  return out;
}

std::vector<StreamInfo> WordPressConnector::streams() const {
  return {{"comments", StreamKind::kNewestFirst, Duration::Minutes(1), std::nullopt},
          {"recent", StreamKind::kSnapshot, Duration::Minutes(15), std::nullopt}};
}

std::size_t WordPressConnector::max_sweep_items() const { return kSweepSize; }

Result<AccountCheck> WordPressConnector::Check(Timestamp now, const CancelToken& cancel) { return desk_.Check(now, cancel); }

Result<Page> WordPressConnector::Fetch(const FetchRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(desk_.CheckReady());
  if (request.stream == "comments") return FetchNew(request, cancel);
  if (request.stream == "recent") return FetchRecent(request, cancel);
  return MakeError(ErrorKind::kInvalidArgument, "no such stream: " + request.stream);
}

Result<Page> WordPressConnector::FetchNew(const FetchRequest& request, const CancelToken& cancel) {
  const wp::WpRound round(request);
  QueryList query = round.Query(kShown);
  query.emplace_back("_embed", "up");
  RW_ASSIGN_OR_RETURN(const wp::WpDesk::Listed listed, desk_.List(std::move(query), request.now, cancel));
  const wp::CommentList& list = listed.list;
  Page page = PageOf(listed);
  for (const wp::WpComment& comment : list.comments) {
    if (!round.IsNew(comment.id)) continue;
    if (comment.post_type == kProduct) {
      ++page.unreadable;
    } else {
      page.items.push_back(desk_.MakeItem(comment));
    }
  }
  round.Finish({list.first_id, list.last_id, list.element_count, listed.totals.total}, page);
  return page;
}

// What left the spam folder, or was missed: it has no new id.
Result<Page> WordPressConnector::FetchRecent(const FetchRequest& request, const CancelToken& cancel) {
  QueryList query = wp::NewestFirst(kShown, wp::kMostPerPage, 0);
  query.emplace_back("_embed", "up");
  RW_ASSIGN_OR_RETURN(const wp::WpDesk::Listed listed, desk_.List(std::move(query), request.now, cancel));
  Page page = PageOf(listed);
  for (const wp::WpComment& comment : listed.list.comments) {
    if (comment.post_type == kProduct) {
      ++page.unreadable;
    } else {
      page.items.push_back(desk_.MakeItem(comment));
    }
  }
  return page;
}

Result<SweepResult> WordPressConnector::Sweep(const SweepRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(desk_.CheckReady());
  if (request.source_ids.size() > kSweepSize) return MakeError(ErrorKind::kInvalidArgument, "too many items for one sweep");
  return desk_.Sweep(request, cancel);
}

Result<SendReceipt> WordPressConnector::Send(const SendRequest& request, const CancelToken& cancel) {
  return desk_.Send(request, cancel);
}

Result<FindResult> WordPressConnector::FindSent(const SendRequest& request, const CancelToken& cancel) {
  return desk_.FindSent(request, cancel);
}

Status WordPressConnector::Approve(const std::string& source_id, Timestamp now, const CancelToken& cancel) {
  return desk_.Approve(source_id, now, cancel);
}

}  // namespace replywatch::wordpress

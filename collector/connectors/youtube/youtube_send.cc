// Sending with YouTube, and finding what an interrupted attempt may have left.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/connectors/youtube/youtube.h"
#include "shared/base/rendered_text.h"

namespace replywatch::youtube {
namespace {

constexpr int kMostQueuePages = 10;

}  // namespace

// As it is now: with the comment that waits for approval, which not every listing shows. kTargetGone when there is none.
Result<YtThread> YouTubeConnector::ThreadToAnswer(const std::string& thread_id, const Call& call) {
  RW_ASSIGN_OR_RETURN(ThreadList threads, ThreadsByIds({thread_id}, call));
  if (!threads.threads.empty()) return std::move(threads.threads.front());
  RW_ASSIGN_OR_RETURN(std::vector<YtThread> queued, ReadQueues(call));
  const auto in_queue =
      std::find_if(queued.begin(), queued.end(), [&](const YtThread& thread) { return thread.id == thread_id; });
  if (in_queue != queued.end()) return std::move(*in_queue);
  RW_ASSIGN_OR_RETURN(CommentList comments, CommentsByIds({thread_id}, call));
  if (comments.comments.empty()) {
    return MakeError(ErrorKind::kTargetGone, api_.base_url() + ": the comment is no longer there, or we may no longer see it");
  }
  YtThread thread;
  thread.id = thread_id;
  thread.video_id = comments.comments.front().video_id;
  thread.top = std::move(comments.comments.front());
  return thread;
}

Result<SendReceipt> YouTubeConnector::Send(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.visibility == Visibility::kPrivate) return MakeError(ErrorKind::kInvalidArgument, "YouTube has no private replies");
  const Call call{Purpose::kReplying, request.now, cancel};
  const std::string thread_id = ThreadIdOf(request.target_id);
  RW_ASSIGN_OR_RETURN(const YtThread thread, ThreadToAnswer(thread_id, call));
  const Publication publication = thread.top ? thread.top->publication.value_or(Publication::kVisible) : Publication::kVisible;
  if (publication == Publication::kRemoved)
    return MakeError(ErrorKind::kTargetGone, api_.base_url() + ": the comment has been rejected by a moderator");
  if (publication == Publication::kHeld) {
    return MakeError(ErrorKind::kInvalidArgument,
                     api_.base_url() + ": the comment still waits for approval; approve it, then send the reply");
  }
  if (!thread.can_reply)
    return MakeError(ErrorKind::kWindowClosed, api_.base_url() + ": this thread takes no more replies from us");
  const Json draft{{"snippet", {{"parentId", thread_id}, {"textOriginal", request.text}}}};
  const CallKind kind = request.now > request.first_attempt_at ? CallKind::kRepeatedWrite : CallKind::kWrite;
  RW_ASSIGN_OR_RETURN(const Json answer, api_.Post("/comments", {{"part", "snippet"}}, draft, kind, request.now, cancel));
  Result<YtComment> comment = ReadComment(answer);
  if (!comment.ok())
    return MakeError(ErrorKind::kUnknownOutcome, api_.base_url() + ": took the reply but did not say which it is");
  comment->thread_id = thread_id;
  return ReadBack(std::move(comment).value(), thread, call);
}

// Is our reply published? Not shown to us, it is held; shown by id, it may still wait in a queue of our channel, where others
// that wait in its thread may stand in its place: then only what is listed in public is believed.
Result<Publication> YouTubeConnector::LookAtOwn(const YtComment& comment, const YtThread& thread, const Call& call) {
  RW_ASSIGN_OR_RETURN(const CommentList now, CommentsByIds({comment.id}, call));
  if (!now.set_aside.empty()) return Publication::kVisible;
  if (now.comments.empty()) return Publication::kHeld;
  if (now.comments.front().publication) return *now.comments.front().publication;
  if (PlaceOf(thread).channel_id != own_.id) return Publication::kVisible;
  RW_RETURN_IF_ERROR(ReadQueues(call).status());
  if (const auto told = held_.Of(comment)) return *told;
  RW_ASSIGN_OR_RETURN(const CommentList listed, ListReplies(thread.id, call));
  const bool is_listed =
      std::any_of(listed.comments.begin(), listed.comments.end(), [&](const YtComment& reply) { return reply.id == comment.id; });
  return is_listed ? Publication::kVisible : Publication::kHeld;
}

// The answer to a reply is the same whether the filter holds it or not. Whatever becomes of the look, the reply is out.
SendReceipt YouTubeConnector::ReadBack(YtComment comment, const YtThread& thread, const Call& call) {
  const Result<Publication> now = LookAtOwn(comment, thread, call);
  if (now.ok()) comment.publication = *now;
  return ReceiptOf(comment, thread);
}

SendReceipt YouTubeConnector::ReceiptOf(const YtComment& comment, const YtThread& thread) {
  if (comment.publication == Publication::kHeld) hidden_.Add(comment.id);
  SendReceipt receipt;
  receipt.item = MakeItem(comment, thread);
  receipt.source_id = receipt.item->source_id;
  receipt.permalink = receipt.item->permalink;
  receipt.publication = receipt.item->publication;
  receipt.throttle = api_.throttle();
  return receipt;
}

bool YouTubeConnector::IsWanted(const YtComment& comment, const SendRequest& request) const {
  const auto& known = request.known_replies;
  return comment.author.source_id == own_.id && std::find(known.begin(), known.end(), comment.id) == known.end() &&
         IsSameRendered(comment.text, request.text);
}

// "Not there" is said only of our own channel, where the owner is shown what the filter holds: when the thread's public replies
// and both queues were read to their ends. On somebody else's channel a held reply is invisible to us, and a person decides.
Result<FindResult> YouTubeConnector::FindSent(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  const Call call{Purpose::kReplying, request.now, cancel};
  RW_ASSIGN_OR_RETURN(const YtThread thread, ThreadToAnswer(ThreadIdOf(request.target_id), call));
  RW_ASSIGN_OR_RETURN(const CommentList replies, ListReplies(thread.id, call));
  for (const YtComment& reply : replies.comments) {
    if (IsWanted(reply, request)) return FindResult{FindOutcome::kFound, ReceiptOf(reply, thread)};
  }
  FindResult result;
  result.outcome = FindOutcome::kNotThere;
  for (const char* queue : {"heldForReview", "likelySpam"}) {
    RW_ASSIGN_OR_RETURN(FindResult in_queue, FindInQueue(queue, thread, request, call));
    if (in_queue.outcome == FindOutcome::kFound) return in_queue;
    if (in_queue.outcome == FindOutcome::kCannotTell) result.outcome = FindOutcome::kCannotTell;
  }
  const bool has_seen_all = replies.set_aside.empty() && replies.next_page_token.empty();
  if (!has_seen_all || PlaceOf(thread).channel_id != own_.id) result.outcome = FindOutcome::kCannotTell;
  return result;
}

Result<FindResult> YouTubeConnector::FindInQueue(const std::string& status, const YtThread& thread, const SendRequest& request,
                                                 const Call& call) {
  FindResult result;
  std::string page_token;
  bool may_hide_it = false;
  for (int pages = 0; pages < kMostQueuePages; ++pages) {
    RW_ASSIGN_OR_RETURN(const ThreadList list, ListQueue(status, page_token, call));
    for (const YtThread& held : list.threads) {
      if (held.id != thread.id) continue;
      for (YtComment reply : held.replies) {
        if (!IsWanted(reply, request)) continue;
        reply.publication = reply.publication.value_or(Publication::kHeld);
        return FindResult{FindOutcome::kFound, ReceiptOf(reply, thread)};
      }
      may_hide_it = true;  // a thread carries only a few of its replies
    }
    for (const SetAside& element : list.set_aside) {
      may_hide_it = may_hide_it || element.source_id.empty() || ThreadIdOf(element.source_id) == thread.id;
    }
    if (list.next_page_token.empty()) {
      if (!may_hide_it) result.outcome = FindOutcome::kNotThere;
      return result;
    }
    page_token = list.next_page_token;
  }
  return result;
}

}  // namespace replywatch::youtube

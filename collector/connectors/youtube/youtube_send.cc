// Sending with YouTube, and finding what an interrupted attempt may have left.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/connectors/youtube/youtube.h"
#include "shared/base/rendered_text.h"

namespace replywatch::youtube {
namespace {

// How long a new reply may not be listed ("wait 30 to 60 s": practice of other clients, 2026).
constexpr Duration kLongestLag = Duration::Seconds(60);

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

// "Not there" is never said: a new reply is listed late, and one that the filter holds may be shown to nobody. What is found in
// the thread or in a queue of our channel is certain; of all else a person decides.
Result<FindResult> YouTubeConnector::FindSent(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  const Call call{Purpose::kReplying, request.now, cancel};
  RW_ASSIGN_OR_RETURN(const YtThread thread, ThreadToAnswer(ThreadIdOf(request.target_id), call));
  RW_ASSIGN_OR_RETURN(const CommentList replies, ListReplies(thread.id, call));
  for (const YtComment& reply : replies.comments) {
    if (IsWanted(reply, request)) return FindResult{FindOutcome::kFound, ReceiptOf(reply, thread)};
  }
  // A clock that was set back says nothing of how long ago it was.
  const Duration age = request.now - request.first_attempt_at;
  if (age >= Duration{} && age < kLongestLag) {
    return MakeError(ErrorKind::kBackOff,
                     api_.base_url() + ": what was sent may be listed a minute late; it is looked for again");
  }
  RW_ASSIGN_OR_RETURN(const std::vector<YtThread> queued, ReadQueues(call));
  for (const YtThread& held : queued) {
    if (held.id != thread.id) continue;
    for (YtComment reply : held.replies) {
      if (!IsWanted(reply, request)) continue;
      reply.publication = reply.publication.value_or(Publication::kHeld);
      return FindResult{FindOutcome::kFound, ReceiptOf(reply, thread)};
    }
  }
  return FindResult();
}

}  // namespace replywatch::youtube

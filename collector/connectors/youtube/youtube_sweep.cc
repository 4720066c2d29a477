// Sweeps: comments as they are now, and which of them are gone; and the queues, without which neither can be told.
#include <algorithm>
#include <map>
#include <set>

#include "collector/connectors/youtube/youtube.h"

namespace replywatch::youtube {
namespace {

constexpr int kMostQueuePages = 10;  // of 100 threads, of each queue
// The queues are read again for a sweep after this; what their streams and a release from here tell is known at once.
constexpr Duration kQueuesKnownFor = Duration::Minutes(30);
// So many at once, and nothing that is there: that is rather a fault than removals.
constexpr std::size_t kManyMissing = 5;

}  // namespace

// A sweep on its way.
struct Sweeping {
  std::map<std::string, YtThread> threads;
  std::vector<YtComment> comments;  // as they are now
  std::set<std::string> missing;
  SweepResult result;
};

Result<std::vector<YtThread>> YouTubeConnector::ReadQueues(const Call& call) {
  std::vector<YtThread> queued;
  std::vector<SetAside> unreadable;
  bool is_whole = true;
  for (const char* status : {"heldForReview", "likelySpam"}) {
    std::string page_token;
    for (int pages = 0; pages < kMostQueuePages; ++pages) {
      RW_ASSIGN_OR_RETURN(ThreadList list, ListQueue(status, page_token, call));
      std::move(list.threads.begin(), list.threads.end(), std::back_inserter(queued));
      std::move(list.set_aside.begin(), list.set_aside.end(), std::back_inserter(unreadable));
      page_token = list.next_page_token;
      if (page_token.empty()) break;
    }
    is_whole = is_whole && page_token.empty();
  }
  LearnVideos(queued, call);
  held_.Replace(queued, unreadable, is_whole, call.now);
  return queued;
}

// Threads tell where a comment stands, comments how it is now. By id neither tells what is held, but a thread tells whether its
// first comment is public. What is left out is asked for again, once at least, until nothing more comes.
Status YouTubeConnector::ReadAgain(Sweeping& sweep, const Call& call) {
  std::set<std::string> thread_ids;
  for (const std::string& id : sweep.missing) {
    if (const std::string thread_id = ThreadIdOf(id); !IsRefused(thread_id, call.now)) thread_ids.insert(thread_id);
  }
  RW_ASSIGN_OR_RETURN(ThreadList threads, ThreadsByIds({thread_ids.begin(), thread_ids.end()}, call));
  std::set<std::string>& missing = sweep.missing;
  for (bool is_first = true; !missing.empty(); is_first = false) {
    const std::size_t missing_before = missing.size();
    RW_ASSIGN_OR_RETURN(CommentList list, CommentsByIds({missing.begin(), missing.end()}, call));
    for (YtComment& comment : list.comments) {
      if (missing.erase(comment.id) > 0) sweep.comments.push_back(std::move(comment));
    }
    for (const SetAside& element : list.set_aside) {
      if (missing.erase(element.source_id) > 0) sweep.result.set_aside.push_back(element);
    }
    std::erase_if(missing, [&](const std::string& id) {
      if (!IsRefused(id, call.now)) return false;
      sweep.result.set_aside.push_back({id, "YouTube refuses us this comment, as under a video that is private now", ""});
      return true;
    });
    if (!is_first && missing.size() == missing_before) break;
  }
  for (const SetAside& element : threads.set_aside) missing.erase(element.source_id);
  for (YtThread& thread : threads.threads) {
    if (thread.top && missing.erase(thread.id) > 0) sweep.comments.push_back(*thread.top);
    sweep.threads[thread.id] = std::move(thread);
  }
  std::erase_if(missing, [&](const std::string& id) { return IsRefused(ThreadIdOf(id), call.now); });
  for (YtComment& comment : sweep.comments) {
    const auto thread = sweep.threads.find(comment.thread_id);
    const bool is_told = thread != sweep.threads.end() && thread->second.top && !comment.IsReply();
    if (!comment.publication && is_told) comment.publication = thread->second.top->publication;
  }
  return {};
}

// Of what is not known to be held or published nothing is said.
void YouTubeConnector::TakeComments(Sweeping& sweep) {
  for (YtComment& comment : sweep.comments) {
    if (!comment.publication) comment.publication = held_.Of(comment);
    if (!comment.publication) continue;
    if (comment.publication == Publication::kVisible) hidden_.Remove(comment.id);
    sweep.result.items.push_back(MakeItem(comment, sweep.threads[comment.thread_id]));
  }
}

// What waits in a queue need not be shown by id; and it may be a reply that its thread does not carry there.
void YouTubeConnector::TakeMissing(Sweeping& sweep, const std::vector<YtThread>& queued) {
  const auto take = [&](YtComment comment, const YtThread& thread) {
    if (sweep.missing.erase(comment.id) == 0) return;
    comment.publication = comment.publication.value_or(Publication::kHeld);
    sweep.result.items.push_back(MakeItem(comment, thread));
  };
  for (const YtThread& thread : queued) {
    if (thread.top) take(*thread.top, thread);
    for (const YtComment& reply : thread.replies) take(reply, thread);
  }
  if (sweep.comments.empty() && sweep.missing.size() >= kManyMissing) return;
  for (const std::string& id : sweep.missing) {
    if (held_.IsSurelyNotHeld(id, ThreadIdOf(id))) sweep.result.gone.push_back(id);
  }
}

// Only what neither comes by id nor may wait in a queue counts as gone, for what is gone is to be erased.
Result<SweepResult> YouTubeConnector::Sweep(const SweepRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.source_ids.size() > max_sweep_items())
    return MakeError(ErrorKind::kInvalidArgument, "too many items for one sweep");
  const Call call{Purpose::kReading, request.now, cancel};
  Sweeping sweep;
  for (const std::string& id : request.source_ids) {
    if (!IsRefused(id, call.now)) sweep.missing.insert(id);
  }
  RW_RETURN_IF_ERROR(ReadAgain(sweep, call));
  std::erase_if(sweep.missing, [&](const std::string& id) { return hidden_.Has(id); });
  const bool is_known = held_.read_at() && call.now - *held_.read_at() < kQueuesKnownFor && call.now >= *held_.read_at();
  const bool has_unclear = std::any_of(sweep.comments.begin(), sweep.comments.end(), [&](const YtComment& comment) {
    const bool is_placed = sweep.threads.contains(comment.thread_id) || IsRefused(comment.thread_id, call.now);
    return !is_placed || (!comment.publication && !is_known);
  });
  std::vector<YtThread> queued;
  if (!sweep.missing.empty() || has_unclear) {
    RW_ASSIGN_OR_RETURN(queued, ReadQueues(call));
  }
  for (const YtThread& thread : queued) sweep.threads.emplace(thread.id, thread);
  TakeComments(sweep);
  TakeMissing(sweep, queued);
  sweep.result.throttle = api_.throttle();
  return std::move(sweep.result);
}

}  // namespace replywatch::youtube

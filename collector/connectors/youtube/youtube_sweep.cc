// Sweeps: comments as they are now, and which of them are gone.
#include <map>
#include <set>

#include "collector/connectors/youtube/youtube.h"

namespace replywatch::youtube {

// Threads tell where a comment stands, comments how it is now. What is left out is asked for again, once at least, until nothing
// more comes: only that counts as gone, for what is gone is to be erased.
Result<SweepResult> YouTubeConnector::Sweep(const SweepRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.source_ids.size() > max_sweep_items())
    return MakeError(ErrorKind::kInvalidArgument, "too many items for one sweep");
  const Call call{Purpose::kReading, request.now, cancel};
  std::set<std::string> missing;
  std::set<std::string> thread_ids;
  for (const std::string& id : request.source_ids) {
    if (IsRefused(id, call.now)) continue;
    missing.insert(id);
    if (const std::string thread_id = ThreadIdOf(id); !IsRefused(thread_id, call.now)) thread_ids.insert(thread_id);
  }
  SweepResult result;
  RW_ASSIGN_OR_RETURN(const ThreadList threads, ThreadsByIds({thread_ids.begin(), thread_ids.end()}, call));
  std::map<std::string, YtThread> thread_of;
  for (const YtThread& thread : threads.threads) thread_of[thread.id] = thread;
  for (bool is_first = true; !missing.empty(); is_first = false) {
    const std::size_t missing_before = missing.size();
    RW_ASSIGN_OR_RETURN(const CommentList list, CommentsByIds({missing.begin(), missing.end()}, call));
    for (const YtComment& comment : list.comments) {
      if (missing.erase(comment.id) > 0) result.items.push_back(MakeItem(comment, thread_of[comment.thread_id]));
    }
    for (const SetAside& element : list.set_aside) {
      if (missing.erase(element.source_id) > 0) result.set_aside.push_back(element);
    }
    std::erase_if(missing, [&](const std::string& id) {
      if (!IsRefused(id, call.now)) return false;
      result.set_aside.push_back({id, "YouTube refuses us this comment, as under a video that is private now", ""});
      return true;
    });
    if (!is_first && missing.size() == missing_before) break;
  }
  for (const YtThread& thread : threads.threads) {
    if (thread.top && missing.erase(thread.id) > 0) result.items.push_back(MakeItem(*thread.top, thread));
  }
  for (const SetAside& element : threads.set_aside) missing.erase(element.source_id);
  std::erase_if(missing, [&](const std::string& id) { return IsRefused(ThreadIdOf(id), call.now); });
  result.gone.assign(missing.begin(), missing.end());
  result.throttle = api_.throttle();
  return result;
}

}  // namespace replywatch::youtube

#include "collector/connectors/youtube/held_comments.h"

namespace replywatch::youtube {
namespace {

constexpr std::size_t kMaxTold = 50'000;

}  // namespace

void HeldComments::Note(const YtComment& comment, Publication publication) {
  if (told_.size() >= kMaxTold && !told_.contains(comment.id)) {
    *this = HeldComments();
    return;
  }
  told_[comment.id] = publication;
  if (publication == Publication::kHeld) threads_.insert(comment.thread_id);
}

void HeldComments::Learn(const YtComment& comment) {
  if (!comment.publication) return;
  const bool is_news = *comment.publication == Publication::kHeld || told_.contains(comment.id);
  if (is_news) Note(comment, *comment.publication);
}

void HeldComments::Release(const std::string& id) { told_[id] = Publication::kVisible; }

void HeldComments::Replace(const std::vector<YtThread>& queued, const std::vector<SetAside>& unreadable, bool is_whole,
                           Timestamp now) {
  *this = HeldComments();
  is_whole_ = is_whole;
  read_at_ = now;
  for (const YtThread& thread : queued) {
    threads_.insert(thread.id);
    if (thread.top) Note(*thread.top, thread.top->publication.value_or(Publication::kVisible));
    for (const YtComment& reply : thread.replies) Note(reply, reply.publication.value_or(Publication::kHeld));
  }
  for (const SetAside& element : unreadable) {
    is_whole_ = is_whole_ && !element.source_id.empty();
    threads_.insert(ThreadIdOf(element.source_id));
    told_.emplace(element.source_id, Publication::kHeld);
  }
}

std::optional<Publication> HeldComments::Of(const YtComment& comment) const {
  if (const auto told = told_.find(comment.id); told != told_.end()) return told->second;
  const bool may_stand_there = !is_whole_ || (comment.IsReply() && threads_.contains(comment.thread_id));
  return may_stand_there ? std::nullopt : std::optional(Publication::kVisible);
}

bool HeldComments::IsSurelyNotHeld(const std::string& id, const std::string& thread_id) const {
  if (const auto told = told_.find(id); told != told_.end()) return told->second != Publication::kHeld;
  return is_whole_ && (id == thread_id || !threads_.contains(thread_id));
}

}  // namespace replywatch::youtube

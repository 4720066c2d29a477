#include "dashboard/what_to_load.h"

#include "dashboard/view_models/composer.h"

namespace replywatch {
namespace {

constexpr Duration kSoon = Duration::Milliseconds(250);
constexpr Duration kNextFrame = Duration::Milliseconds(8);

}  // namespace

LoadRequest WhatToLoad(const Desk& desk, const Snapshot& snapshot, Timestamp now) {
  LoadRequest request;
  request.filter = desk.filter;
  request.selected = desk.selected;
  request.agent = desk.agent;
  request.language = desk.display.language;
  request.wants_review = desk.page == Page::kReview;
  request.review_week = desk.review_week;
  request.wants_detector = desk.overlay == Overlay::kFlags;
  if (AsksForTime(desk.overlay)) request.time = {desk.palette.text(), TakesWordsBehindTime(desk.overlay)};
  const bool is_open = snapshot.detail && snapshot.detail->conversation.id == desk.selected;
  const auto draft = desk.drafts.find({desk.selected, desk.mode});
  if (!is_open || draft == desk.drafts.end() || desk.mode == ComposerMode::kNote) return request;
  CheckRequest check{desk.selected, desk.mode, TargetOf(*snapshot.detail, desk.mode), desk.seen, {}};
  const bool is_typing = now - draft->second.edited_at < kCheckPause;
  const bool has_findings = snapshot.check && snapshot.check->conversation == desk.selected && snapshot.check->mode == desk.mode;
  if (!is_typing) check.text = draft->second.edit.text();
  // While somebody types, the last findings stay.
  if (is_typing && has_findings) check.text = snapshot.check->text;
  if (!check.text.empty()) request.check = std::move(check);
  return request;
}

Duration NextWake(const Desk& desk, Timestamp now) {
  if (!desk.leaving.empty()) return kNextFrame;
  if (desk.undo || !desk.toasts.empty() || desk.starting_collector_since || desk.held_back > 0) return kSoon;
  const auto draft = desk.drafts.find({desk.selected, desk.mode});
  const bool is_unsaved = draft != desk.drafts.end() &&
                          (draft->second.edit.text() != draft->second.saved || now - draft->second.edited_at < kCheckPause);
  return is_unsaved ? kSoon : kIdle;
}

}  // namespace replywatch

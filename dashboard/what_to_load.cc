#include "dashboard/what_to_load.h"

#include "dashboard/view_models/composer.h"

namespace replywatch {

LoadRequest WhatToLoad(const Desk& desk, const Snapshot& snapshot, Timestamp now) {
  LoadRequest request;
  request.filter = desk.filter;
  request.selected = desk.selected;
  request.agent = desk.agent;
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

}  // namespace replywatch

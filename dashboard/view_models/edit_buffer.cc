#include "dashboard/view_models/edit_buffer.h"

#include <algorithm>

#include "shared/base/graphemes.h"
#include "shared/base/secret.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxSteps = 200;
// A character is looked for in this much text around the cursor; longer ones are cut there.
constexpr std::size_t kNeighbourhood = 512;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// A code point boundary at or before `offset`.
std::size_t CodePointAtOrBefore(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  while (offset > 0 && offset < text.size() && IsContinuation(text[offset])) --offset;
  return offset;
}

// Where it is safe to begin looking: after a line feed or a space, or far away.
std::size_t SafeStart(std::string_view text, std::size_t offset) {
  const std::size_t far = offset > kNeighbourhood ? offset - kNeighbourhood : 0;
  std::size_t start = offset;
  while (start > far && !(start < text.size() && start < offset && (text[start] == ' ' || text[start] == '\n'))) --start;
  return CodePointAtOrBefore(text, start);
}

}  // namespace

std::size_t BoundaryBefore(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  if (offset == 0) return 0;
  const std::size_t start = SafeStart(text, offset - 1);
  const std::string_view part = text.substr(start, std::min(text.size(), offset + kNeighbourhood) - start);
  std::size_t best = start;
  for (const std::uint32_t at : GraphemeBreaks(part)) {
    if (start + at >= offset) break;
    best = start + at;
  }
  return best;
}

std::size_t BoundaryAfter(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return text.size();
  const std::size_t start = SafeStart(text, offset);
  const std::string_view part = text.substr(start, offset + kNeighbourhood - start);
  for (const std::uint32_t at : GraphemeBreaks(part)) {
    if (start + at > offset) return CodePointAtOrBefore(text, start + at);
  }
  return text.size();
}

std::size_t BoundaryAtOrBefore(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  if (offset == text.size()) return offset;
  const std::size_t before = BoundaryBefore(text, offset + 1);
  return std::min(before, offset);
}

std::pair<std::size_t, std::size_t> EditBuffer::Selection() const { return std::minmax(cursor_, anchor_); }

std::string_view EditBuffer::SelectedText() const {
  const auto [begin, end] = Selection();
  return std::string_view(text_).substr(begin, end - begin);
}

EditBuffer EditBuffer::ForSecret(std::size_t max_bytes) {
  EditBuffer buffer(max_bytes);
  buffer.is_secret_ = true;
  buffer.text_.reserve(max_bytes);
  return buffer;
}

EditBuffer::~EditBuffer() {
  if (is_secret_) Wipe(text_);
}

void EditBuffer::Reset(std::string_view text) {
  if (is_secret_) Wipe(text_);
  text_.assign(CleanText(text, max_bytes_));
  cursor_ = anchor_ = text_.size();
  ++revision_;
  last_edit_ = Edit::kNone;
  undo_.clear();
  redo_.clear();
}

void EditBuffer::Remember(Edit edit) {
  if (is_secret_) return;
  redo_.clear();
  const bool joins = edit == last_edit_ && edit != Edit::kOther && !HasSelection() && !undo_.empty();
  last_edit_ = edit;
  if (joins) return;
  undo_.push_back({text_, cursor_, anchor_});
  if (undo_.size() > kMaxSteps) undo_.erase(undo_.begin());
}

void EditBuffer::Replace(std::size_t begin, std::size_t end, std::string_view with) {
  text_.replace(begin, end - begin, with);
  cursor_ = anchor_ = begin + with.size();
  ++revision_;
}

void EditBuffer::Insert(std::string_view text) {
  const auto [begin, end] = Selection();
  const std::size_t room = max_bytes_ - std::min(max_bytes_, text_.size() - (end - begin));
  std::string clean = CleanText(text, room);
  if (clean.empty() && begin == end) return;
  // A word is one step: a space or a line feed begins the next.
  const bool ends_word = clean == " " || clean == "\n";
  const bool is_typing = !ends_word && clean.size() <= 4 && begin == end;
  Remember(is_typing ? Edit::kTyping : Edit::kOther);
  Replace(begin, end, clean);
  if (is_secret_) Wipe(clean);
}

void EditBuffer::Backspace() {
  auto [begin, end] = Selection();
  if (begin == end) begin = BoundaryBefore(text_, cursor_);
  if (begin == end) return;
  Remember(HasSelection() ? Edit::kOther : Edit::kErasing);
  Replace(begin, end, "");
}

void EditBuffer::Delete() {
  auto [begin, end] = Selection();
  if (begin == end) end = BoundaryAfter(text_, cursor_);
  if (begin == end) return;
  Remember(Edit::kOther);
  Replace(begin, end, "");
}

void EditBuffer::DeleteWordLeft() {
  if (HasSelection()) return Backspace();
  const std::size_t begin = PreviousWordStart(text_, cursor_);
  if (begin == cursor_) return;
  Remember(Edit::kOther);
  Replace(begin, cursor_, "");
}

void EditBuffer::DeleteWordRight() {
  if (HasSelection()) return Delete();
  const std::size_t end = NextWordEnd(text_, cursor_);
  if (end == cursor_) return;
  Remember(Edit::kOther);
  Replace(cursor_, end, "");
}

void EditBuffer::Move(Motion motion, bool extend) {
  const auto [begin, end] = Selection();
  std::size_t to = 0;
  switch (motion) {
    case Motion::kLeft: to = HasSelection() && !extend ? begin : BoundaryBefore(text_, cursor_); break;
    case Motion::kRight: to = HasSelection() && !extend ? end : BoundaryAfter(text_, cursor_); break;
    case Motion::kWordLeft: to = PreviousWordStart(text_, cursor_); break;
    case Motion::kWordRight: to = NextWordEnd(text_, cursor_); break;
    case Motion::kTextStart: break;
    case Motion::kTextEnd: to = text_.size(); break;
  }
  cursor_ = to;
  if (!extend) anchor_ = to;
  last_edit_ = Edit::kNone;
}

void EditBuffer::MoveTo(std::size_t offset, bool extend) {
  cursor_ = BoundaryAtOrBefore(text_, offset);
  if (!extend) anchor_ = cursor_;
  last_edit_ = Edit::kNone;
}

void EditBuffer::SelectAll() {
  anchor_ = 0;
  cursor_ = text_.size();
  last_edit_ = Edit::kNone;
}

void EditBuffer::SelectWordAt(std::size_t offset) {
  const auto [begin, end] = WordAround(text_, std::min(offset, text_.size()));
  anchor_ = begin;
  cursor_ = end;
  last_edit_ = Edit::kNone;
}

void EditBuffer::Restore(std::vector<Step>& from, std::vector<Step>& to) {
  if (from.empty()) return;
  to.push_back({text_, cursor_, anchor_});
  text_ = std::move(from.back().text);
  cursor_ = from.back().cursor;
  anchor_ = from.back().anchor;
  from.pop_back();
  ++revision_;
  last_edit_ = Edit::kNone;
}

void EditBuffer::Undo() { Restore(undo_, redo_); }
void EditBuffer::Redo() { Restore(redo_, undo_); }

}  // namespace replywatch

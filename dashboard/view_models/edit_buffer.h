// EditBuffer: text under a cursor. UTF-8 in, UTF-8 out; the cursor stands between characters as people
// count them. Selection, word jumps, undo and redo. Knows neither fonts nor keys; offsets are bytes. One thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace replywatch {

enum class Motion { kLeft, kRight, kWordLeft, kWordRight, kTextStart, kTextEnd };

class EditBuffer {
 public:
  explicit EditBuffer(std::size_t max_bytes = 64 * 1024) : max_bytes_(max_bytes) {}
  // For a password or token: it stands in one place of memory, so that nothing can be undone, and is overwritten at the end.
  static EditBuffer ForSecret(std::size_t max_bytes);
  EditBuffer(const EditBuffer&) = default;
  EditBuffer(EditBuffer&&) = default;
  EditBuffer& operator=(const EditBuffer&) = default;
  EditBuffer& operator=(EditBuffer&&) = default;
  ~EditBuffer();

  bool is_secret() const { return is_secret_; }

  const std::string& text() const { return text_; }
  std::size_t cursor() const { return cursor_; }
  bool HasSelection() const { return cursor_ != anchor_; }
  std::pair<std::size_t, std::size_t> Selection() const;  // [begin, end), empty at the cursor
  std::string_view SelectedText() const;
  // Grows with every change of the text.
  std::size_t revision() const { return revision_; }

  // Replaces everything and forgets the history.
  void Reset(std::string_view text);
  // In place of the selection; cleaned, and cut to what still fits. Typing joins into one step of undo.
  void Insert(std::string_view text);
  void Backspace();  // the selection, or the character before the cursor
  void Delete();
  void DeleteWordLeft();
  void DeleteWordRight();

  void Move(Motion motion, bool extend);
  // To the character boundary at or before `offset`.
  void MoveTo(std::size_t offset, bool extend);
  void SelectAll();
  void SelectWordAt(std::size_t offset);

  bool CanUndo() const { return !undo_.empty(); }
  void Undo();
  void Redo();

 private:
  struct Step {
    std::string text;
    std::size_t cursor = 0;
    std::size_t anchor = 0;
  };
  enum class Edit { kNone, kTyping, kErasing, kOther };

  void Remember(Edit edit);
  void Replace(std::size_t begin, std::size_t end, std::string_view with);
  void Restore(std::vector<Step>& from, std::vector<Step>& to);

  std::size_t max_bytes_;
  bool is_secret_ = false;
  std::string text_;
  std::size_t cursor_ = 0;
  std::size_t anchor_ = 0;
  std::size_t revision_ = 0;
  Edit last_edit_ = Edit::kNone;
  std::vector<Step> undo_;
  std::vector<Step> redo_;
};

// The nearest character boundary before, at or after an offset.
std::size_t BoundaryBefore(std::string_view text, std::size_t offset);
std::size_t BoundaryAtOrBefore(std::string_view text, std::size_t offset);
std::size_t BoundaryAfter(std::string_view text, std::size_t offset);

}  // namespace replywatch

// TextEditor: an EditBuffer on screen: wraps, keeps emoji, selects with mouse and keys, scrolls, copies
// and pastes. Takes keys only while it has the focus. UI thread, inside a frame.
#pragma once

#include <string>
#include <string_view>

#include "dashboard/ui/widgets.h"
#include "dashboard/view_models/edit_buffer.h"

namespace replywatch {

struct EditorSpec {
  std::string id;
  Rect area;  // of the text, without the frame
  std::string_view placeholder;
  bool is_single_line = false;
  bool has_focus = false;
  bool is_enabled = true;
  bool is_hidden = false;   // a secret as dots: it can be replaced, not copied
  float* scroll = nullptr;  // kept by the caller; may be null for a single line
};

struct EditorEvents {
  bool clicked = false;  // take the focus
  bool changed = false;
};

// Handles keys and mouse, then draws. Keys it used leave ui.input.
EditorEvents TextEditor(Ui& ui, EditBuffer& buffer, const EditorSpec& spec);

// How high the text would be in this width.
float EditorHeight(Ui& ui, const EditBuffer& buffer, float width);

}  // namespace replywatch

// UiInput: what was typed since the last frame, by the physical place of the keys, beside what they
// wrote. ImGui 1.86 keeps neither emoji nor the order of keys. Filled by the window or by a test. UI thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace replywatch {

// Letters by their place on a US keyboard, whatever the layout writes there.
enum class Key : std::uint8_t {
  kA,
  kB,
  kC,
  kD,
  kE,
  kF,
  kG,
  kH,
  kI,
  kJ,
  kK,
  kL,
  kM,
  kN,
  kO,
  kP,
  kQ,
  kR,
  kS,
  kT,
  kU,
  kV,
  kW,
  kX,
  kY,
  kZ,
  kSlash,
  kEnter,
  kEscape,
  kTab,
  kBackspace,
  kDelete,
  kLeft,
  kRight,
  kUp,
  kDown,
  kHome,
  kEnd,
  kPageUp,
  kPageDown,
  kMinus,
  kEqual,
  kZero,
};

struct KeyPress {
  Key key = Key::kEscape;
  bool ctrl = false;
  bool shift = false;
  bool alt = false;
  bool is_repeat = false;
};

struct UiInput {
  std::vector<KeyPress> keys;
  std::string typed;  // UTF-8

  void Clear() {
    keys.clear();
    typed.clear();
  }
};

}  // namespace replywatch

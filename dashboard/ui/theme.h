// Theme: colours by what they mean. Every pair of text and ground that the views use is listed, so that a
// test can hold them to a contrast of 4.5:1. Values; knows no ImGui.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace replywatch {

using Rgb = std::uint32_t;  // 0xRRGGBB

// What a word, a tag or a wait says by its colour, always beside the word itself.
enum class Tone : std::uint8_t { kPlain, kQuiet, kAccent, kRed, kAmber, kGreen, kViolet };

struct Theme {
  bool is_dark = false;
  Rgb bg = 0;
  Rgb panel = 0;
  Rgb hover = 0;
  Rgb line = 0;
  Rgb ink = 0;
  Rgb ink2 = 0;
  Rgb ink3 = 0;
  Rgb accent = 0;
  Rgb accent_bg = 0;
  Rgb red = 0;
  Rgb red_bg = 0;
  Rgb amber = 0;
  Rgb amber_bg = 0;
  Rgb green = 0;
  Rgb green_bg = 0;
  Rgb violet = 0;
  Rgb violet_bg = 0;
  Rgb mine = 0;
  Rgb note = 0;
  Rgb primary = 0;  // ground of the one important button
  Rgb on_primary = 0;
  Rgb selection = 0;  // behind selected text

  Rgb Ink(Tone tone) const;
  Rgb Ground(Tone tone) const;
};

const Theme& LightTheme();
const Theme& DarkTheme();

// Grounds of avatars; their letters are white.
inline constexpr std::array<Rgb, 9> kAvatarGrounds{0xB23F58, 0x2F7761, 0x6A56AB, 0x9A5A1F, 0x2B6B9E,
                                                   0x7B5597, 0x4A7533, 0x8F4D5A, 0x4D6E89};
Rgb AvatarGround(std::string_view name);

struct TextPair {
  std::string_view name;
  Rgb ink = 0;
  Rgb ground = 0;
};
std::vector<TextPair> TextPairs(const Theme& theme);

// WCAG 2 contrast, 1 to 21.
double Contrast(Rgb a, Rgb b);

}  // namespace replywatch

#include "dashboard/ui/theme.h"

#include <algorithm>
#include <cmath>

namespace replywatch {
namespace {

double Channel(Rgb c, unsigned shift) {
  const double v = ((c >> shift) & 0xFFU) / 255.0;
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

double Luminance(Rgb c) { return 0.2126 * Channel(c, 16) + 0.7152 * Channel(c, 8) + 0.0722 * Channel(c, 0); }

}  // namespace

Rgb Theme::Ink(Tone tone) const {
  switch (tone) {
    case Tone::kPlain: return ink;
    case Tone::kQuiet: return ink2;
    case Tone::kAccent: return accent;
    case Tone::kRed: return red;
    case Tone::kAmber: return amber;
    case Tone::kGreen: return green;
    case Tone::kViolet: return violet;
  }
  return ink;
}

Rgb Theme::Ground(Tone tone) const {
  switch (tone) {
    case Tone::kPlain: return panel;
    case Tone::kQuiet: return bg;
    case Tone::kAccent: return accent_bg;
    case Tone::kRed: return red_bg;
    case Tone::kAmber: return amber_bg;
    case Tone::kGreen: return green_bg;
    case Tone::kViolet: return violet_bg;
  }
  return panel;
}

const Theme& LightTheme() {
  static const Theme kTheme{.is_dark = false,
                            .bg = 0xF6F7F9,
                            .panel = 0xFFFFFF,
                            .hover = 0xF1F3F6,
                            .line = 0xE3E6EB,
                            .ink = 0x1B2330,
                            .ink2 = 0x4F5968,
                            .ink3 = 0x5E6876,
                            .accent = 0x185BC7,
                            .accent_bg = 0xE8F0FE,
                            .red = 0xB42318,
                            .red_bg = 0xFDECEA,
                            .amber = 0x8A5300,
                            .amber_bg = 0xFFF3DC,
                            .green = 0x17663A,
                            .green_bg = 0xE5F5EB,
                            .violet = 0x5B3CC4,
                            .violet_bg = 0xEEEAFC,
                            .mine = 0xEAF2FF,
                            .note = 0xFFF8DB,
                            .primary = 0x1F6FEB,
                            .on_primary = 0xFFFFFF,
                            .selection = 0xBBD6FB};
  return kTheme;
}

const Theme& DarkTheme() {
  static const Theme kTheme{.is_dark = true,
                            .bg = 0x12161D,
                            .panel = 0x1A2029,
                            .hover = 0x212935,
                            .line = 0x2C3441,
                            .ink = 0xE8ECF2,
                            .ink2 = 0xA9B3C1,
                            .ink3 = 0x8A95A5,
                            .accent = 0x6EA8FE,
                            .accent_bg = 0x1D2C47,
                            .red = 0xFF9B91,
                            .red_bg = 0x3B1D1C,
                            .amber = 0xF5C060,
                            .amber_bg = 0x38290F,
                            .green = 0x7FD8A1,
                            .green_bg = 0x15301F,
                            .violet = 0xB9A6FF,
                            .violet_bg = 0x2A2348,
                            .mine = 0x1C2B45,
                            .note = 0x332D14,
                            .primary = 0x1F6FEB,
                            .on_primary = 0xFFFFFF,
                            .selection = 0x2F4E80};
  return kTheme;
}

Rgb AvatarGround(std::string_view name) {
  std::uint32_t hash = 2166136261U;  // FNV-1a: the same person has the same colour on every machine
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return kAvatarGrounds.at(hash % kAvatarGrounds.size());
}

std::vector<TextPair> TextPairs(const Theme& t) {
  std::vector<TextPair> pairs{{"ink on panel", t.ink, t.panel},
                              {"ink on bg", t.ink, t.bg},
                              {"ink on hover", t.ink, t.hover},
                              {"ink on mine", t.ink, t.mine},
                              {"ink on note", t.ink, t.note},
                              {"ink on accent", t.ink, t.accent_bg},
                              {"ink on red", t.ink, t.red_bg},
                              {"ink on selection", t.ink, t.selection},
                              {"ink2 on panel", t.ink2, t.panel},
                              {"ink2 on bg", t.ink2, t.bg},
                              {"ink2 on hover", t.ink2, t.hover},
                              {"ink2 on accent", t.ink2, t.accent_bg},
                              {"ink2 on mine", t.ink2, t.mine},
                              {"ink2 on note", t.ink2, t.note},
                              {"ink3 on panel", t.ink3, t.panel},
                              {"ink3 on bg", t.ink3, t.bg},
                              {"accent on panel", t.accent, t.panel},
                              {"accent on bg", t.accent, t.bg},
                              {"accent on accent", t.accent, t.accent_bg},
                              {"accent on mine", t.accent, t.mine},
                              {"accent on hover", t.accent, t.hover},
                              {"red on panel", t.red, t.panel},
                              {"red on red", t.red, t.red_bg},
                              {"red on accent", t.red, t.accent_bg},
                              {"red on hover", t.red, t.hover},
                              {"amber on panel", t.amber, t.panel},
                              {"amber on amber", t.amber, t.amber_bg},
                              {"amber on accent", t.amber, t.accent_bg},
                              {"amber on hover", t.amber, t.hover},
                              {"green on panel", t.green, t.panel},
                              {"green on green", t.green, t.green_bg},
                              {"violet on violet", t.violet, t.violet_bg},
                              {"red on bg", t.red, t.bg},
                              {"red on mine", t.red, t.mine},
                              {"amber on bg", t.amber, t.bg},
                              {"on primary", t.on_primary, t.primary},
                              {"accent on note", t.accent, t.note},
                              {"violet on panel", t.violet, t.panel}};
  for (const Rgb ground : kAvatarGrounds) pairs.push_back({"avatar", 0xFFFFFF, ground});
  return pairs;
}

double Contrast(Rgb a, Rgb b) {
  const double x = Luminance(a);
  const double y = Luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

}  // namespace replywatch

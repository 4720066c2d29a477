// Fonts: the faces of the screen in one texture, with colour emoji beside them. Inter, or DejaVu
// Sans where Inter is not installed; further scripts from DejaVu. UI thread.
#pragma once

#include <imgui.h>

#include <array>
#include <memory>
#include <string_view>

#include "dashboard/ui/emoji.h"

namespace replywatch {

enum class Face : std::uint8_t { kText, kStrong, kSmall, kSmallStrong, kHeading, kFigure };
inline constexpr std::size_t kFaceCount = 6;

// Pictures of Font Awesome, in kText and kSmall; every one has a word beside it or a tooltip.
namespace icon {
inline constexpr ImWchar kSearch = 0xF002;
inline constexpr ImWchar kStar = 0xF005;
inline constexpr ImWchar kEmptyStar = 0xF006;
inline constexpr ImWchar kCheck = 0xF00C;
inline constexpr ImWchar kTrash = 0xF014;
inline constexpr ImWchar kClock = 0xF017;
inline constexpr ImWchar kLock = 0xF023;
inline constexpr ImWchar kVideo = 0xF03D;
inline constexpr ImWchar kPicture = 0xF03E;
inline constexpr ImWchar kPencil = 0xF040;
inline constexpr ImWchar kWarning = 0xF071;
inline constexpr ImWchar kBell = 0xF0F3;
inline constexpr ImWchar kOpen = 0xF08E;
inline constexpr ImWchar kGlobe = 0xF0AC;
inline constexpr ImWchar kFile = 0xF0C6;
inline constexpr ImWchar kNote = 0xF249;
}  // namespace icon

class Fonts {
 public:
  Fonts();

  // Fills the atlas for `scale` (0.75 to 2) and builds its texture.
  void Build(ImFontAtlas& atlas, float scale);

  ImFont* Of(Face face) const { return faces_[static_cast<std::size_t>(face)]; }
  float scale() const { return scale_; }
  float LineHeight(Face face) const;
  float EmojiWidth(Face face) const { return Of(face)->FontSize * 1.12F; }

  struct Picture {
    ImVec2 uv0;
    ImVec2 uv1;
    bool is_known = false;
  };
  Picture Emoji(std::string_view grapheme);
  // True once after the texture changed and must be uploaded anew.
  bool TakeDirty() { return emoji_->TakeDirty(); }
  bool HasIcons() const { return has_icons_; }

 private:
  void AddFace(ImFontAtlas& atlas, std::size_t index, bool has_inter);
  void PlaceEmoji(ImFontAtlas& atlas, int rect);

  std::array<ImFont*, kFaceCount> faces_{};
  std::unique_ptr<EmojiSheet> emoji_;
  ImVec2 sheet_at_;
  ImVec2 texel_;
  int cell_ = 24;
  float scale_ = 1;
  bool has_icons_ = false;
};

}  // namespace replywatch

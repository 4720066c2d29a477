#include "dashboard/ui/fonts.h"

#include <imgui_freetype.h>

#include <cmath>
#include <filesystem>
#include <string>

namespace replywatch {
namespace {

constexpr const char* kInter = "/usr/share/fonts/opentype/inter/Inter-Regular.otf";
constexpr const char* kInterStrong = "/usr/share/fonts/opentype/inter/Inter-SemiBold.otf";
constexpr const char* kDejaVu = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
constexpr const char* kDejaVuStrong = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf";
constexpr const char* kIcons = "/usr/share/fonts-font-awesome/fonts/FontAwesome.otf";
constexpr const char* kEmoji = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf";

// Latin, Greek, Cyrillic, punctuation, currency, arrows.
constexpr ImWchar kLetters[] = {0x20,   0x24F,  0x2B0,  0x36F,  0x370,  0x3FF,  0x400,  0x52F,  0x1E00, 0x1EFF,
                                0x2000, 0x206F, 0x20A0, 0x20BF, 0x2100, 0x214F, 0x2190, 0x21FF, 0};
// What names and headings need.
constexpr ImWchar kHeadingLetters[] = {0x20,  0x24F,  0x300,  0x30C,  0x370,  0x3FF,  0x400,  0x45F, 0x48A,
                                       0x4FF, 0x1E00, 0x1E9F, 0x2000, 0x202F, 0x20AC, 0x20AC, 0};
constexpr ImWchar kFigures[] = {0x20, 0x17F, 0x218, 0x21B, 0x400, 0x45F, 0x2000, 0x202F, 0};
// From DejaVu: Armenian, Hebrew, Arabic, Georgian, mathematics, shapes, dingbats.
constexpr ImWchar kOtherScripts[] = {0x530,  0x5FF,  0x600,  0x6FF,  0x10A0, 0x10FF, 0x2200, 0x22FF, 0x2300, 0x23FF, 0x2460,
                                     0x24FF, 0x2500, 0x27BF, 0xFB50, 0xFDFF, 0xFE70, 0xFEFC, 0xFFFD, 0xFFFD, 0};
constexpr ImWchar kIconRange[] = {0xF000, 0xF2FF, 0};

struct FaceSpec {
  float em = 14;  // pixels at scale 1
  bool is_strong = false;
  bool has_other_scripts = false;
  const ImWchar* range = nullptr;
};

constexpr std::array<FaceSpec, kFaceCount> kSpecs{{{14, false, true, kLetters},
                                                   {14, true, false, kLetters},
                                                   {12.4F, false, true, kLetters},
                                                   {11.6F, true, false, kHeadingLetters},
                                                   {16, true, false, kHeadingLetters},
                                                   {18, true, false, kFigures}}};

// FreeType is asked for the height from ascender to descender; of Inter that is 1.21 em.
constexpr float kHeightOfEm = 1.21F;

bool Exists(const char* file) {
  std::error_code ignored;
  return std::filesystem::exists(file, ignored);
}

}  // namespace

Fonts::Fonts() : emoji_(std::make_unique<EmojiSheet>(kEmoji)) {}

float Fonts::LineHeight(Face face) const {
  switch (face) {
    case Face::kText:
    case Face::kStrong: return std::round(20 * scale_);
    case Face::kSmall:
    case Face::kSmallStrong: return std::round(18 * scale_);
    case Face::kHeading: return std::round(24 * scale_);
    case Face::kFigure: return std::round(28 * scale_);
  }
  return std::round(20 * scale_);
}

void Fonts::AddFace(ImFontAtlas& atlas, std::size_t index, bool has_inter) {
  const FaceSpec& spec = kSpecs.at(index);
  const float size = std::round(spec.em * kHeightOfEm * scale_);
  const char* plain = has_inter ? kInter : kDejaVu;
  const char* strong = has_inter ? kInterStrong : kDejaVuStrong;
  const char* file = spec.is_strong ? strong : plain;
  faces_.at(index) = Exists(file) ? atlas.AddFontFromFileTTF(file, size, nullptr, spec.range) : atlas.AddFontDefault();
  if (!spec.has_other_scripts) return;
  ImFontConfig merge;
  merge.MergeMode = true;
  if (Exists(kDejaVu)) atlas.AddFontFromFileTTF(kDejaVu, size, &merge, kOtherScripts);
  if (has_icons_) atlas.AddFontFromFileTTF(kIcons, std::round(size * 0.86F), &merge, kIconRange);
}

void Fonts::Build(ImFontAtlas& atlas, float scale) {
  scale_ = scale;
  atlas.Clear();
  atlas.FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
  atlas.FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
  atlas.TexDesiredWidth = 2048;
  has_icons_ = Exists(kIcons);
  const bool has_inter = Exists(kInter) && Exists(kInterStrong);
  for (std::size_t i = 0; i < kFaceCount; ++i) AddFace(atlas, i, has_inter);
  PlaceEmoji(atlas, atlas.AddCustomRectRegular(EmojiSheet::kSheetSize, EmojiSheet::kSheetSize));
}

void Fonts::PlaceEmoji(ImFontAtlas& atlas, int rect) {
  unsigned char* pixels = nullptr;
  int width = 0;
  int height = 0;
  atlas.GetTexDataAsRGBA32(&pixels, &width, &height);
  const ImFontAtlasCustomRect* place = atlas.GetCustomRectByIndex(rect);
  sheet_at_ = ImVec2(place->X, place->Y);
  texel_ = ImVec2(1.0F / static_cast<float>(width), 1.0F / static_cast<float>(height));
  cell_ = static_cast<int>(std::round(19 * scale_)) + 2;
  // The texture is words of four bytes, RGBA.
  auto* target =
      static_cast<std::uint32_t*>(static_cast<void*>(pixels)) + static_cast<std::ptrdiff_t>(place->Y) * width + place->X;
  emoji_->SetTarget(target, width, cell_);
}

Fonts::Picture Fonts::Emoji(std::string_view grapheme) {
  const EmojiCell cell = emoji_->Find(grapheme);
  if (!cell.is_known) return {};
  const float x = sheet_at_.x + static_cast<float>(cell.x + 1);
  const float y = sheet_at_.y + static_cast<float>(cell.y + 1);
  const auto size = static_cast<float>(cell_ - 2);
  return {ImVec2(x * texel_.x, y * texel_.y), ImVec2((x + size) * texel_.x, (y + size) * texel_.y), true};
}

}  // namespace replywatch

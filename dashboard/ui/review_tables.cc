#include "dashboard/ui/review_tables.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "dashboard/ui/commands.h"

namespace replywatch {
namespace {

constexpr float kRow = 27;
constexpr float kTile = 92;

// How much of the width the name and each column get.
struct TableLook {
  const char* id = "";
  float name = 0.4F;
  float two_lines = 0;  // the head's height where its words need two lines
};

void Heads(Ui& ui, const ReviewTable& table, const Rect& area, float name_w, float column_w, float height) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const float right = area.x + name_w + column_w * static_cast<float>(i + 1);
    const TextLayout& layout = ui.layouts.Get(ui.fonts, Face::kSmall, table.columns[i], column_w - ui.Px(10));
    // Each line ends at the column's edge.
    for (std::size_t n = 0; n < layout.lines.size() && n < 2; ++n) {
      const TextLine& line = layout.lines[n];
      const std::string_view words = std::string_view(table.columns[i]).substr(line.begin, line.end - line.begin);
      const float y =
          area.y + height - layout.line_height * static_cast<float>(std::min<std::size_t>(layout.lines.size(), 2) - n) - ui.Px(4);
      Text(ui, right - line.width - ui.Px(4), y, Face::kSmall, ui.theme.ink2, words);
    }
  }
}

void DrawTable(Ui& ui, const ReviewTable& table, const Rect& area, const TableLook& look) {
  const float name_w = area.w * look.name;
  const float column_w = (area.w - name_w) / static_cast<float>(std::max<std::size_t>(table.columns.size(), 1));
  const float head = ui.Px(look.two_lines > 0 ? look.two_lines : kRow);
  Heads(ui, table, area, name_w, column_w, head);
  float y = area.y + head;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const ReviewRow& row = table.rows[r];
    HorizontalLine(area.x, y, area.w, ui.theme.line);
    TextWithin(ui, area.x, y + ui.Px(3), name_w - ui.Px(8), Face::kText, ui.theme.ink, row.name);
    int column = 0;
    for (std::size_t c = 0; c < row.cells.size(); ++c) {
      const ReviewNumber& cell = row.cells[c];
      column += cell.columns;
      const float right = area.x + name_w + column_w * static_cast<float>(column) - ui.Px(4);
      const float cell_w = column_w * static_cast<float>(cell.columns);
      // The last week's half is quieter.
      const bool is_last_week = static_cast<std::size_t>(column) > table.columns.size() / 2;
      const NumberLook number{Face::kText,
                              is_last_week ? ui.theme.ink3 : ui.theme.ink,
                              Anchor::kRight,
                              cell_w - ui.Px(10),
                              {right + ui.Px(4) - cell_w, y, cell_w, ui.Px(kRow)}};
      DrawNumber(ui, right, y + ui.Px(3), number, cell, look.id + std::to_string(r) + ":" + std::to_string(c));
    }
    y += ui.Px(kRow);
  }
}

struct WaitColumn {
  std::size_t cell;
  float share;
};

void DrawWaits(Ui& ui, const ReviewSheet& sheet, const std::vector<ReviewWaitLine>& lines, std::span<const WaitColumn> columns,
               const Rect& area, const char* id) {
  if (lines.empty()) return;
  const auto place = [&](std::size_t column) {
    float x = area.x;
    for (std::size_t i = 0; i < column; ++i) x += columns[i].share * area.w;
    return Rect{x, 0, columns[column].share * area.w, 0};
  };
  const auto cell = [&](std::size_t column, float y, Face face, Rgb ink, std::string_view text) {
    const Rect at = place(column);
    const bool is_last = column + 1 == columns.size();
    const float width = std::min(TextWidth(ui, face, text), at.w - ui.Px(8));
    TextWithin(ui, is_last ? area.Right() - width : at.x, y, width + 1, face, ink, text);
  };
  for (std::size_t c = 0; c < columns.size(); ++c)
    cell(c, area.y + ui.Px(4), Face::kSmall, ui.theme.ink2, sheet.wait_columns.at(columns[c].cell));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const float y = area.y + ui.Px(kRow) * static_cast<float>(i + 1);
    HorizontalLine(area.x, y, area.w, ui.theme.line);
    const Rect row{area.x - ui.Px(6), y + 1, area.w + ui.Px(12), ui.Px(kRow) - 1};
    const Hit hit = HitArea(ui, row, id + std::to_string(i));
    if (hit.hovered) FillRect(row, ui.theme.hover, ui.Px(4));
    if (hit.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    for (std::size_t c = 0; c < columns.size(); ++c)
      cell(c, y + ui.Px(3), Face::kText, c == 0 || c + 1 == columns.size() ? ui.theme.ink : ui.theme.ink2,
           lines[i].cells.at(columns[c].cell));
    if (hit.pressed) OpenConversation(ui, lines[i].conversation);
  }
}

constexpr TableLook kPeopleLook{"people:", 0.36F, 40};
constexpr TableLook kSplitsLook{"splits:", 0.2F, 40};
constexpr TableLook kCasesLook{"cases:", 0.6F, 0};
constexpr TableLook kCareLook{"care:", 0.6F, 0};

float HeightOf(const Ui& ui, const ReviewTable& table, const TableLook& look) {
  return ui.Px(look.two_lines > 0 ? look.two_lines : kRow) + ui.Px(kRow) * static_cast<float>(table.rows.size());
}

float HeightOf(const Ui& ui, const std::vector<ReviewWaitLine>& lines) {
  return lines.empty() ? 1 : ui.Px(kRow) * static_cast<float>(lines.size() + 1);
}

}  // namespace

float DrawTiles(Ui& ui, const ReviewSheet& sheet, Rect area) {
  const std::size_t per_row = area.w >= ui.Px(900) ? sheet.tiles.size() : (sheet.tiles.size() + 1) / 2;
  const std::size_t rows = (sheet.tiles.size() + per_row - 1) / per_row;
  area.h = ui.Px(kTile) * static_cast<float>(rows);
  FillRect(area, ui.theme.panel, ui.Px(8));
  StrokeRect(area, ui.theme.line, ui.Px(8));
  const float width = area.w / static_cast<float>(per_row);
  for (std::size_t i = 0; i < sheet.tiles.size(); ++i) {
    const ReviewTile& tile = sheet.tiles[i];
    const std::size_t row = i / per_row;
    const Rect box{area.x + width * static_cast<float>(i % per_row), area.y + ui.Px(kTile) * static_cast<float>(row), width,
                   ui.Px(kTile)};
    if (i >= per_row && i % per_row == 0) HorizontalLine(area.x, box.y, area.w, ui.theme.line);
    if (i % per_row > 0) VerticalLine(box.x, box.y + 1, box.h - 2, ui.theme.line);
    const float x = box.x + ui.Px(14);
    const float room = width - ui.Px(20);
    DrawNumber(ui, x, box.y + ui.Px(8),
               {Face::kFigure, ui.theme.ink, Anchor::kLeft, room, {box.x + 1, box.y + 1, box.w - 1, ui.Px(54)}}, tile.now,
               "tile:" + std::to_string(i));
    TextWithin(ui, x, box.y + ui.Px(38), room, Face::kSmall, ui.theme.ink2, tile.label);
    const float used = DrawNumber(ui, x, box.y + ui.Px(56), {Face::kSmall, ui.theme.ink3, Anchor::kLeft, room}, tile.last,
                                  "tile_last:" + std::to_string(i));
    if (tile.verdict == Verdict::kNone) continue;
    const std::string_view word = tile.verdict_word;
    const Rgb ink = tile.verdict == Verdict::kBetter ? ui.theme.green : ui.theme.red;
    const bool fits = used + ui.Px(8) + TextWidth(ui, Face::kSmallStrong, word) <= room;
    Text(ui, fits ? x + used + ui.Px(8) : x, box.y + ui.Px(fits ? 56 : 71), Face::kSmallStrong, ink, word);
  }
  return area.h;
}

float TableHeight(const Ui& ui, const ReviewSheet& sheet, ReviewPart part) {
  switch (part) {
    case ReviewPart::kPeople: return HeightOf(ui, sheet.people, kPeopleLook);
    case ReviewPart::kSplits: return HeightOf(ui, sheet.splits, kSplitsLook);
    case ReviewPart::kCases: return HeightOf(ui, sheet.cases, kCasesLook);
    case ReviewPart::kCare: return HeightOf(ui, sheet.care, kCareLook);
    case ReviewPart::kWaiting: return HeightOf(ui, sheet.waiting);
    case ReviewPart::kLongest: return HeightOf(ui, sheet.longest);
    default: return 0;
  }
}

void DrawPeople(Ui& ui, const ReviewSheet& sheet, const Rect& area) { DrawTable(ui, sheet.people, area, kPeopleLook); }
void DrawSplits(Ui& ui, const ReviewSheet& sheet, const Rect& area) { DrawTable(ui, sheet.splits, area, kSplitsLook); }
void DrawCases(Ui& ui, const ReviewSheet& sheet, const Rect& area) { DrawTable(ui, sheet.cases, area, kCasesLook); }
void DrawCare(Ui& ui, const ReviewSheet& sheet, const Rect& area) { DrawTable(ui, sheet.care, area, kCareLook); }

void DrawWaiting(Ui& ui, const ReviewSheet& sheet, const Rect& area) {
  constexpr std::array kColumns{WaitColumn{0, 0.28F}, WaitColumn{1, 0.27F}, WaitColumn{3, 0.17F}, WaitColumn{4, 0.28F}};
  DrawWaits(ui, sheet, sheet.waiting, kColumns, area, "waiting:");
}

void DrawLongest(Ui& ui, const ReviewSheet& sheet, const Rect& area) {
  constexpr std::array kColumns{WaitColumn{0, 0.22F}, WaitColumn{1, 0.22F}, WaitColumn{2, 0.24F}, WaitColumn{3, 0.14F},
                                WaitColumn{4, 0.18F}};
  DrawWaits(ui, sheet, sheet.longest, kColumns, area, "longest:");
}

}  // namespace replywatch

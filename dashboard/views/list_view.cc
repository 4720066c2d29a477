// The waiting list: one row a conversation, longest wait first.
#include <cmath>

#include "dashboard/ui/commands.h"
#include "dashboard/ui/widgets.h"
#include "dashboard/view_models/row_words.h"
#include "dashboard/view_models/wait_words.h"
#include "dashboard/views/views.h"

namespace replywatch::views::list {
namespace {

Tone ToneOf(TagKind kind) {
  switch (kind) {
    case TagKind::kProblem: return Tone::kRed;
    case TagKind::kQuestion: return Tone::kAccent;
    case TagKind::kToThank: return Tone::kGreen;
    case TagKind::kThreat:
    case TagKind::kRepeat:
    case TagKind::kWentPublic:
    case TagKind::kManyMessages: return Tone::kViolet;
    case TagKind::kRating:
    case TagKind::kHeld: return Tone::kAmber;
    case TagKind::kRemoved:
    case TagKind::kSnoozed:
    case TagKind::kNoAnswer: return Tone::kQuiet;
  }
  return Tone::kQuiet;
}

Tone ToneOf(Waiting state) {
  switch (state) {
    case Waiting::kOverdue: return Tone::kRed;
    case Waiting::kDueSoon: return Tone::kAmber;
    case Waiting::kCalm:
    case Waiting::kThank: return Tone::kQuiet;
  }
  return Tone::kQuiet;
}

class ListView final : public View {
 public:
  Slot slot() const override { return Slot::kList; }

  void Draw(Ui& ui, const Rect& area) override {
    FillRect(area, ui.theme.panel);
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const bool is_over = area.Contains(mouse.x, mouse.y) && !ui.IsOverlayOpen();
    if (is_over) ui.desk.engaged_until = ui.now + Duration::Seconds(2);
    ui.desk.is_list_engaged = ui.desk.engaged_until > ui.now;
    if (ui.desk.rows.empty() && ui.desk.leaving.empty()) {
      Empty(ui, area);
    } else {
      Rows(ui, area);
    }
    VerticalLine(area.Right() - 1, area.y, area.h, ui.theme.line);
    if (ui.desk.held_back > 0) NewChip(ui, area);
  }

 private:
  static void Empty(Ui& ui, const Rect& area) {
    const bool is_loading = ui.snapshot.filter != ui.desk.filter;
    const std::string words =
        is_loading ? std::string(ui.T("list.loading")) : EmptyListWords(ui.snapshot, ui.desk.filter, ui.words);
    const float width = area.w - ui.Px(64);
    WrappedText(ui, area.x + ui.Px(32), area.y + ui.Px(48), width, Face::kText, ui.theme.ink2, words);
    const bool offers_thanks = !is_loading && ui.desk.filter.kind == ListKind::kWaiting && ui.snapshot.figures.to_thank > 0 &&
                               ui.desk.filter.search.empty();
    if (!offers_thanks) return;
    const ButtonSpec button{"list:show_thanks", ui.T("command.show_to_thank"), {}, ButtonLook::kPlain};
    if (Button(ui, area.x + ui.Px(32), area.y + ui.Px(116), button)) Run(ui, Command::kShowToThank);
  }

  static void Rows(Ui& ui, const Rect& area) {
    ScrollRegion scroll(ui, "list", {area.x, area.y, area.w - 1, area.h}, ui.theme.panel);
    const float height = ui.Px(84);
    const auto& rows = ui.desk.rows;
    if (ui.desk.scroll_to_selected) {
      const std::size_t at = SelectedAt(ui.desk);
      if (at < rows.size()) scroll.ScrollTo(height * static_cast<float>(at), height * static_cast<float>(at + 1));
      ui.desk.scroll_to_selected = false;
    }
    // While something fades, every row may stand a little lower than its place.
    const bool is_still = ui.desk.leaving.empty();
    const auto first = is_still ? static_cast<std::size_t>(std::max(0.0F, (area.y - scroll.Top()) / height)) : std::size_t{0};
    std::size_t clicked = rows.size();
    float y = scroll.Top() + height * static_cast<float>(first);
    for (std::size_t i = first; i < rows.size() && y <= area.Bottom(); ++i) {
      if (!is_still) y += Leaving(ui, i, false, {area.x, y, area.w - 1, height});
      if (y + height >= area.y && Row(ui, i, {area.x, y, area.w - 1, height})) clicked = i;
      y += height;
    }
    if (!is_still) Leaving(ui, rows.size(), true, {area.x, y, area.w - 1, height});
    float content = height * static_cast<float>(rows.size());
    for (const LeavingRow& leaving : ui.desk.leaving) content += height * (1 - FadeOf(leaving, ui.now));
    const auto beyond = ui.snapshot.total - static_cast<std::int64_t>(
                                                ui.snapshot.rows.size());  // what was not loaded; what just left is no part of it
    if (beyond > 0 && ui.snapshot.filter == ui.desk.filter) {
      const std::string more = ui.words.Count("list.more", beyond);
      Text(ui, area.x + ui.Px(64), scroll.Top() + content + ui.Px(10), Face::kSmall, ui.theme.ink3, more);
      content += ui.Px(40);
    }
    scroll.SetContentHeight(content);
    if (clicked < rows.size() && rows[clicked].conversation) {
      SelectRow(ui.desk, clicked);
      ui.desk.scroll_to_selected = false;
      ui.desk.focus = Focus::kList;
    }
  }

  // Those that leave before the row `index` (`or_later`: or after it) fade and close up; returns their height.
  static float Leaving(Ui& ui, std::size_t index, bool or_later, const Rect& place) {
    float used = 0;
    for (const LeavingRow& leaving : ui.desk.leaving) {
      if (leaving.at != index && !(or_later && leaving.at > index)) continue;
      const float fade = FadeOf(leaving, ui.now);
      const Rect rect{place.x, place.y + used, place.w, place.h * (1 - fade)};
      ImGui::PushClipRect({rect.x, rect.y}, {rect.Right(), rect.Bottom()}, true);
      Look(ui, leaving.row, {rect.x, rect.y, place.w, place.h}, false);
      FillRect(rect, ui.theme.panel, 0, fade);
      ImGui::PopClipRect();
      used += rect.h;
    }
    return used;
  }

  static bool Row(Ui& ui, std::size_t at, const Rect& rect) {
    const ListRow& row = ui.desk.rows[at];
    // A list of the review may hold a conversation several times.
    const bool is_review = ui.desk.filter.kind == ListKind::kReview;
    const bool is_selected = row.conversation && (is_review ? at == SelectedAt(ui.desk) : row.conversation == ui.desk.selected);
    const Hit hit = HitArea(ui, rect, is_review ? "item:" + std::to_string(at) : "row:" + std::to_string(row.conversation.value));
    if (is_selected || hit.hovered) FillRect(rect, is_selected ? ui.theme.accent_bg : ui.theme.hover);
    if (is_selected) FillRect({rect.x, rect.y, ui.Px(3), rect.h}, ui.theme.accent);
    Look(ui, row, rect, is_selected);
    return hit.pressed;
  }

  static void Look(Ui& ui, const ListRow& row, const Rect& rect, bool is_selected) {
    HorizontalLine(rect.x, rect.Bottom() - 1, rect.w, ui.theme.line);
    Avatar(ui, rect.x + ui.Px(16), rect.y + ui.Px(12), ui.Px(36), row.name);
    PlatformBadge(ui, rect.x + ui.Px(42), rect.y + ui.Px(36), row);
    const float x = rect.x + ui.Px(64);
    const float right = rect.Right() - ui.Px(14);
    FirstLine(ui, row, x, rect.y + ui.Px(9), right);
    SecondLine(ui, row, x, rect.y + ui.Px(33), right, is_selected);
    ThirdLine(ui, row, x, rect.y + ui.Px(57), right, is_selected);
  }

  // The platform's first letter, which stays where its name finds no room.
  static void PlatformBadge(Ui& ui, float x, float y, const ListRow& row) {
    const Inbox* inbox = FindInbox(ui.snapshot, row.inbox);
    if (inbox == nullptr) return;
    const std::string letter = InitialsOf(inbox->display_name.empty() ? inbox->name : inbox->display_name).substr(0, 1);
    const float size = ui.Px(17);
    FillRect({x, y, size, size}, ui.theme.panel, size / 2);
    FillRect({x + 1, y + 1, size - 2, size - 2}, ui.theme.ink2, size / 2);
    const float width = TextWidth(ui, Face::kSmallStrong, letter);
    Text(ui, std::floor(x + (size - width) / 2), std::floor(y + (size - ui.fonts.LineHeight(Face::kSmallStrong)) / 2),
         Face::kSmallStrong, ui.theme.panel, letter);
  }

  static void FirstLine(Ui& ui, const ListRow& row, float x, float y, float right) {
    float wait_x = right;
    if (!row.told.empty()) {
      wait_x = right - TextWidth(ui, Face::kSmall, row.told);
      Text(ui, wait_x, y + ui.Px(1), Face::kSmall, ui.theme.ink2, row.told);
    } else if (row.wait) {
      const WaitWords wait = DescribeWait(*row.wait, row.due, ui.now, ui.words);
      const bool speaks = wait.state == Waiting::kOverdue || wait.state == Waiting::kDueSoon;
      const Face face = speaks ? Face::kSmallStrong : Face::kSmall;
      wait_x = right - TextWidth(ui, face, wait.text);
      Text(ui, wait_x, y + ui.Px(1), face, ui.theme.Ink(ToneOf(wait.state)), wait.text);
    } else {
      const std::string when = SpanInWords(ui.now - row.last_activity, ui.words);
      wait_x = right - TextWidth(ui, Face::kSmall, when);
      Text(ui, wait_x, y + ui.Px(1), Face::kSmall, ui.theme.ink2, when);
    }
    const bool is_private =
        row.kind == MessageKind::kPrivate || row.kind == MessageKind::kEmail || row.kind == MessageKind::kPhone;
    if (is_private) x += Icon(ui, x, y + ui.Px(1), Face::kSmall, ui.theme.ink2, icon::kLock) + ui.Px(5);
    const float room = wait_x - ui.Px(10) - x;
    // What is about an inbox has its name already.
    const std::string place = !row.conversation ? std::string() : PlaceOf(ui.snapshot, row.inbox, row.kind, ui.words);
    // The name comes first; the place takes what is left, if that is worth reading.
    const float name = TextWithin(ui, x, y, room, Face::kStrong, ui.theme.ink, row.name);
    const float left = room - name - ui.Px(8);
    if (left > ui.Px(48)) TextWithin(ui, x + name + ui.Px(8), y + ui.Px(1), left, Face::kSmall, ui.theme.ink2, place);
  }

  static void SecondLine(Ui& ui, const ListRow& row, float x, float y, float right, bool is_selected) {
    float at = x;
    if (row.has_picture) at += Icon(ui, at, y, Face::kSmall, ui.theme.ink2, icon::kPicture) + ui.Px(6);
    const std::string_view text =
        row.snippet.empty() ? ui.T(row.has_picture ? "list.picture_only" : "list.no_text") : std::string_view(row.snippet);
    TextWithin(ui, at, y, right - at, Face::kText, is_selected ? ui.theme.ink : ui.theme.ink2, text);
  }

  static void ThirdLine(Ui& ui, const ListRow& row, float x, float y, float right, bool is_selected) {
    if (!row.conversation) return;
    const std::string owner = OwnerInWords(ui.snapshot, row.owner, ui.words);
    const float width = std::min(TextWidth(ui, Face::kSmall, owner), ui.Px(110));
    TextWithin(ui, right - width, y, width + 1, Face::kSmall, ui.theme.ink2, owner);
    for (const RowTag& tag : TagsOf(row, ui.now, ui.words)) {
      if (x + TagWidth(ui, tag.text) > right - width - ui.Px(8)) break;
      x += Tag(ui, x, y, ToneOf(tag.kind), tag.text, is_selected) + ui.Px(6);
    }
  }

  static void NewChip(Ui& ui, const Rect& area) {
    const std::string label = ui.words.Count("list.new", static_cast<std::int64_t>(ui.desk.held_back));
    const ButtonSpec button{"list:new", label, {}, ButtonLook::kPrimary};
    const float x = area.x + (area.w - ButtonWidth(ui, button)) / 2;
    // A window of its own, so that it lies above the rows and takes the click.
    ImGui::SetCursorScreenPos(ImVec2(x, area.y + ui.Px(8)));
    ImGui::BeginChild("list_new", ImVec2(ButtonWidth(ui, button), ui.Px(30)), false,
                      ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoBackground);
    if (Button(ui, x, area.y + ui.Px(8), button)) {
      ui.desk.engaged_until = {};
      ui.desk.is_list_engaged = false;
      ui.desk.merged_generation = -1;
    }
    ImGui::EndChild();
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<ListView>(); }

}  // namespace replywatch::views::list

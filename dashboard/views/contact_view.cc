// The person: who answers for them, what else they wrote, where they can be reached.
#include "dashboard/ui/commands.h"
#include "dashboard/ui/widgets.h"
#include "dashboard/view_models/row_words.h"
#include "dashboard/view_models/wait_words.h"
#include "dashboard/views/views.h"
#include "shared/base/utf8.h"
#include "shared/rules/promises.h"

namespace replywatch::views::contact {
namespace {

class ContactView final : public View {
 public:
  Slot slot() const override { return Slot::kContact; }

  void Draw(Ui& ui, const Rect& area) override {
    FillRect(area, ui.theme.panel);
    VerticalLine(area.x, area.y, area.h, ui.theme.line);
    const ConversationDetail* detail = SelectedDetail(ui);
    if (detail == nullptr) return;
    ScrollRegion scroll(ui, "contact", {area.x + 1, area.y, area.w - 1, area.h}, ui.theme.panel);
    const Rect inner{area.x + ui.Px(16), scroll.Top() + ui.Px(18), area.w - ui.Px(32), 0};
    float y = inner.y;
    y = Person(ui, *detail, inner, y);
    y = Responsible(ui, *detail, inner, y);
    y = Case(ui, *detail, inner, y);
    y = Accounts(ui, *detail, inner, y);
    for (const MergeSuggestion& suggestion : detail->suggestions) y = OneSuggestion(ui, *detail, suggestion, inner, y);
    y = Story(ui, *detail, inner, y);
    scroll.SetContentHeight(y - scroll.Top() + ui.Px(16));
  }

 private:
  static float Person(Ui& ui, const ConversationDetail& detail, const Rect& inner, float y) {
    Avatar(ui, inner.x, y, ui.Px(36), detail.contact.name);
    const float x = inner.x + ui.Px(46);
    const float width = inner.Right() - x;
    const float name = WrappedText(ui, x, y, width, Face::kStrong, ui.theme.ink, detail.contact.name);
    const std::string since = ui.words.Text("contact.since", {{"date", ui.local.Date(detail.contact.first_seen)}});
    const float h = WrappedText(ui, x, y + name, width, Face::kSmall, ui.theme.ink2,
                                LanguageInWords(ui.snapshot, detail.language, ui.words) + " · " + since);
    return y + std::max(ui.Px(36), name + h) + ui.Px(16);
  }

  static float Section(Ui& ui, std::string_view title, const Rect& inner, float y) {
    Text(ui, inner.x, y, Face::kSmallStrong, ui.theme.ink2, title);
    return y + ui.Px(26);
  }

  static float Pair(Ui& ui, std::string_view name, std::string_view value, const Rect& inner, float y) {
    const float used = Text(ui, inner.x, y, Face::kText, ui.theme.ink2, name);
    const float room = inner.w - used - ui.Px(12);
    const float width = std::min(room, TextWidth(ui, Face::kText, value));
    TextWithin(ui, inner.Right() - width, y, width + 1, Face::kText, ui.theme.ink, value);
    return y + ui.Px(24);
  }

  static float Responsible(Ui& ui, const ConversationDetail& detail, const Rect& inner, float y) {
    y = Section(ui, ui.T("contact.responsible"), inner, y);
    y = Pair(ui, ui.T("contact.owner"), OwnerInWords(ui.snapshot, detail.conversation.owner, ui.words), inner, y);
    if (detail.handovers > 0) y = Pair(ui, ui.T("contact.assigned"), ui.words.Count("contact.times", detail.handovers), inner, y);
    const ButtonSpec assign{"contact:assign", ui.T("command.assign"), InfoOf(Command::kAssign).key, ButtonLook::kPlain,
                            IsPossible(ui, Command::kAssign)};
    if (Button(ui, inner.x, y + ui.Px(2), assign)) OpenOverlay(ui, Overlay::kAssign, inner.x, y + ui.Px(36));
    return y + ui.Px(48);
  }

  // Cause and promises, with what can be done about them.
  static float Case(Ui& ui, const ConversationDetail& detail, const Rect& inner, float y) {
    y = Section(ui, ui.T("contact.case"), inner, y);
    const std::string cause = detail.cause.empty() ? std::string(ui.T("cause.none"))
                                                   : CauseInWords(ui.snapshot, detail.cause, ui.desk.display.language);
    y = Pair(ui, ui.T("contact.cause"), cause, inner, y);
    if (detail.reopened > 0) y = Pair(ui, ui.T("contact.reopened"), ui.words.Count("contact.times", detail.reopened), inner, y);
    for (const Promise& promise : detail.promises) y = OnePromise(ui, promise, inner, y);
    const ButtonSpec set_cause{"contact:cause", ui.T("command.cause"), InfoOf(Command::kCause).key, ButtonLook::kPlain,
                               IsPossible(ui, Command::kCause)};
    if (Button(ui, inner.x, y + ui.Px(2), set_cause)) Run(ui, Command::kCause);
    const ButtonSpec promise{"contact:promise", ui.T("command.promise"), InfoOf(Command::kPromise).key, ButtonLook::kPlain,
                             IsPossible(ui, Command::kPromise)};
    const bool fits = ButtonWidth(ui, set_cause) + ui.Px(8) + ButtonWidth(ui, promise) <= inner.w;
    if (!fits) y += ui.Px(36);
    if (Button(ui, inner.x + (fits ? ButtonWidth(ui, set_cause) + ui.Px(8) : 0), y + ui.Px(2), promise))
      Run(ui, Command::kPromise);
    return y + ui.Px(48);
  }

  static float OnePromise(Ui& ui, const Promise& promise, const Rect& inner, float y) {
    const PromiseState state = replywatch::StateOf(promise, ui.now);
    const std::string when = ui.local.Day(promise.due_at) + " " + ui.local.ClockTime(promise.due_at);
    const std::string said = ui.words.Text("promise_state." + std::string(PromiseStateName(state)), {{"when", when}});
    const Tone tone = state == PromiseState::kBroken ? Tone::kRed : state == PromiseState::kOpen ? Tone::kAmber : Tone::kPlain;
    y += WrappedText(ui, inner.x, y, inner.w, Face::kText, ui.theme.ink, WhatWasPromised(promise, ui.words));
    y += WrappedText(ui, inner.x, y, inner.w, Face::kSmallStrong, ui.theme.Ink(tone), said);
    if (state != PromiseState::kOpen && state != PromiseState::kBroken) return y + ui.Px(8);
    const std::string id = std::to_string(promise.id.value);
    const std::string kept_id = "kept:" + id;
    const std::string withdrawn_id = "withdrawn:" + id;
    const ButtonSpec kept{kept_id.c_str(), ui.T("promise.keep"), {}, ButtonLook::kQuiet};
    const ButtonSpec withdrawn{withdrawn_id.c_str(), ui.T("promise.withdraw"), {}, ButtonLook::kQuiet};
    if (Button(ui, inner.x, y, kept, ui.Px(26))) ui.actions.emplace_back(PromiseStateAction{promise.id, true});
    if (Button(ui, inner.x + ButtonWidth(ui, kept) + ui.Px(8), y, withdrawn, ui.Px(26)))
      ui.actions.emplace_back(PromiseStateAction{promise.id, false});
    return y + ui.Px(36);
  }

  static float Accounts(Ui& ui, const ConversationDetail& detail, const Rect& inner, float y) {
    if (detail.identities.empty()) return y;
    y = Section(ui, ui.T("contact.accounts"), inner, y);
    for (std::size_t i = 0; i < detail.identities.size() && i < 8; ++i) {
      const ContactIdentity& identity = detail.identities[i];
      const Inbox* inbox = FindInbox(ui.snapshot, identity.inbox_id);
      const float used = inbox == nullptr ? 0 : Text(ui, inner.x, y, Face::kText, ui.theme.ink2, inbox->display_name) + ui.Px(10);
      const bool is_number = inbox != nullptr && inbox->capabilities.written_here;  // nothing that could be mentioned or opened
      const std::string who = CleanLine(!identity.handle.empty()  ? (is_number ? "" : "@") + identity.handle
                                        : !identity.email.empty() ? identity.email
                                                                  : identity.name,
                                        200);
      const float room = inner.w - used;
      const float width = std::min(room, TextWidth(ui, Face::kText, who));
      if (identity.url.empty() || is_number || width >= room) {
        TextWithin(ui, inner.Right() - width, y, width + 1, Face::kText, ui.theme.ink, who);
      } else if (Link(ui, inner.Right() - width, y, Face::kText, who, "identity:" + std::to_string(i))) {
        ui.actions.emplace_back(OpenLinkAction{identity.url});
      }
      y += ui.Px(24);
      const bool is_last_of_contact =
          i + 1 == detail.identities.size() || detail.identities[i + 1].contact_id != identity.contact_id;
      if (identity.contact_id != detail.contact.id && is_last_of_contact) y = Separate(ui, detail, identity.contact_id, inner, y);
    }
    return y + ui.Px(14);
  }

  // Staff said that these accounts are the person's, too.
  static float Separate(Ui& ui, const ConversationDetail& detail, ContactId other, const Rect& inner, float y) {
    const std::string id = "separate:" + std::to_string(other.value);
    const ButtonSpec separate{id.c_str(), ui.T("contact.separate"), {}, ButtonLook::kQuiet};
    if (Button(ui, inner.Right() - ButtonWidth(ui, separate), y, separate, ui.Px(26)))
      ui.actions.emplace_back(SeparateAction{detail.contact.id, other});
    return y + ui.Px(32);
  }

  static std::string_view LikenessInWords(const Ui& ui, Likeness likeness) {
    switch (likeness) {
      case Likeness::kEmail: return ui.T("contact.same_email");
      case Likeness::kHandle: return ui.T("contact.same_handle");
      case Likeness::kHandleAndName: return ui.T("contact.same_handle_and_name");
      case Likeness::kName: break;
    }
    return ui.T("contact.same_name");
  }

  static float OneSuggestion(Ui& ui, const ConversationDetail& detail, const MergeSuggestion& suggestion, const Rect& inner,
                             float y) {
    const std::string asked = ui.words.Text("contact.same_person", {{"name", suggestion.contact.name}});
    y += WrappedText(ui, inner.x, y, inner.w, Face::kText, ui.theme.ink, asked);
    y += WrappedText(ui, inner.x, y, inner.w, Face::kSmall, ui.theme.ink2, LikenessInWords(ui, suggestion.likeness)) + ui.Px(4);
    const std::string id = std::to_string(suggestion.contact.id.value);
    const std::string merge_id = "merge:" + id;
    const std::string refuse_id = "refuse_merge:" + id;
    const ButtonSpec merge{merge_id.c_str(), ui.T("contact.merge"), {}, ButtonLook::kPlain};
    const ButtonSpec refuse{refuse_id.c_str(), ui.T("contact.refuse_merge"), {}, ButtonLook::kQuiet};
    if (Button(ui, inner.x, y, merge, ui.Px(28))) ui.actions.emplace_back(MergeAction{detail.contact.id, suggestion.contact.id});
    if (Button(ui, inner.x + ButtonWidth(ui, merge) + ui.Px(8), y, refuse, ui.Px(28)))
      ui.actions.emplace_back(RefuseMergeAction{detail.contact.id, suggestion.contact.id});
    return y + ui.Px(46);
  }

  static std::string StateOf(const Ui& ui, const StoryLine& line) {
    if (line.is_waiting) return std::string(ui.T("story.waiting"));
    if (line.flags.Has(Flag::kProblem))
      return std::string(
          ui.T(line.conversation.status == ConversationStatus::kResolved ? "story.problem_done" : "story.problem"));
    if (line.flags.Has(Flag::kPraise)) return std::string(ui.T("story.praise"));
    return std::string(ui.T(line.conversation.status == ConversationStatus::kResolved ? "story.done" : "story.talk"));
  }

  static float Story(Ui& ui, const ConversationDetail& detail, const Rect& inner, float y) {
    y = Section(ui, ui.T("contact.story"), inner, y);
    const bool is_new = detail.parts.size() <= 1;  // a private talk beside the comment is an earlier one, too
    if (detail.story.empty())
      return y + WrappedText(ui, inner.x, y, inner.w, Face::kText, ui.theme.ink2,
                             ui.T(is_new ? "contact.first_time" : "contact.nothing_else"));
    for (const StoryLine& line : detail.story) {
      const Rect rect{inner.x - ui.Px(8), y - ui.Px(2), inner.w + ui.Px(16), ui.Px(64)};
      const Hit hit = HitArea(ui, rect, "story:" + std::to_string(line.conversation.id.value));
      if (hit.hovered) FillRect(rect, ui.theme.hover, ui.Px(6));
      TextWithin(ui, inner.x, y + ui.Px(2), inner.w, Face::kText, ui.theme.ink,
                 line.snippet.empty() ? ui.T("list.no_text") : std::string_view(line.snippet));
      const Inbox* inbox = FindInbox(ui.snapshot, line.conversation.inbox_id);
      const std::string where =
          (inbox == nullptr ? std::string() : inbox->display_name + " · ") + ui.local.Date(line.conversation.last_activity);
      TextWithin(ui, inner.x, y + ui.Px(21), inner.w, Face::kSmall, ui.theme.ink2, where);
      TextWithin(ui, inner.x, y + ui.Px(39), inner.w, Face::kSmallStrong, line.is_waiting ? ui.theme.red : ui.theme.ink2,
                 StateOf(ui, line));
      if (hit.pressed) Select(ui.desk, line.conversation.id);
      y += ui.Px(70);
      HorizontalLine(inner.x, y - ui.Px(5), inner.w, ui.theme.line);
    }
    return y;
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<ContactView>(); }

}  // namespace replywatch::views::contact

#include "dashboard/ui/bubble.h"

#include <algorithm>

#include "dashboard/ui/commands.h"
#include "dashboard/view_models/incident_words.h"
#include "dashboard/view_models/row_words.h"
#include "shared/base/utf8.h"
#include "shared/rules/promises.h"

namespace replywatch {
namespace {

constexpr float kGap = 10;  // between bubbles
constexpr float kWidest = 640;
constexpr float kPadding = 14;
constexpr float kLinkGap = 14;  // beside each link in the head

ImWchar IconOf(AttachmentKind kind) {
  switch (kind) {
    case AttachmentKind::kImage:
    case AttachmentKind::kSticker: return icon::kPicture;
    case AttachmentKind::kVideo: return icon::kVideo;
    default: return icon::kFile;
  }
}

std::string_view WordOf(AttachmentKind kind) {
  switch (kind) {
    case AttachmentKind::kImage: return "attachment.image";
    case AttachmentKind::kVideo: return "attachment.video";
    case AttachmentKind::kAudio: return "attachment.audio";
    case AttachmentKind::kSticker: return "attachment.sticker";
    case AttachmentKind::kLink: return "attachment.link";
    case AttachmentKind::kFile: return "attachment.file";
  }
  return "attachment.file";
}

std::string_view RemovedWord(RemovedBy by) {
  switch (by) {
    case RemovedBy::kAuthor: return "message.removed_author";
    case RemovedBy::kPage: return "message.removed_page";
    default: return "message.removed";
  }
}

std::string_view ReplyStateWord(OutboundState state) {
  switch (state) {
    case OutboundState::kQueued: return "reply.queued";
    case OutboundState::kSending: return "reply.sending";
    case OutboundState::kFailed: return "reply.failed";
    case OutboundState::kUncertain: return "reply.uncertain";
    default: return "reply.sent";
  }
}

// A mark on a lone question mark says nothing.
bool HasWord(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  });
}

Tone ToneOf(Flag flag) {
  switch (flag) {
    case Flag::kProblem: return Tone::kRed;
    case Flag::kPraise: return Tone::kGreen;
    case Flag::kQuestion: return Tone::kAccent;
    default: return Tone::kViolet;
  }
}

}  // namespace

float Bubble::Walk(const TimelineEntry& entry, float x, float y, bool draws) {
  switch (entry.kind) {
    case EntryKind::kPart: return Part(entry, x, y, draws);
    case EntryKind::kDay: return Day(entry, x, y, draws);
    case EntryKind::kMessage: return MessageBox(entry, x, y, draws);
    case EntryKind::kNote: return NoteBox(entry, x, y, draws);
    case EntryKind::kReply: return ReplyBox(entry, x, y, draws);
    case EntryKind::kPromise: return PromiseLine(entry, x, y, draws);
    case EntryKind::kIncident: return IncidentLine(entry, x, y, draws);
  }
  return 0;
}

float Bubble::Day(const TimelineEntry& entry, float x, float y, bool draws) {
  if (draws) {
    const bool is_today = ui_.local.DayNumber(entry.at) == ui_.local.DayNumber(ui_.now);
    const std::string text = is_today ? std::string(ui_.T("day.today")) : ui_.local.Day(entry.at);
    const float width = TextWidth(ui_, Face::kSmall, text);
    Text(ui_, x + (width_ - width) / 2, y + ui_.Px(4), Face::kSmall, ui_.theme.ink3, text);
  }
  return ui_.Px(32);
}

float Bubble::Part(const TimelineEntry& entry, float x, float y, bool draws) {
  const ConversationPart& part = detail_.parts[entry.part];
  const Conversation& conversation = part.conversation;
  const bool is_own = IsOwnThread(part);
  const bool is_private = conversation.visibility == Visibility::kPrivate;
  const float height = ui_.Px(38);
  if (!draws) return height + ui_.Px(4);
  const Rect rect{x, y, width_, height};
  FillRect(rect, ui_.theme.panel, ui_.Px(8));
  StrokeRect(rect, ui_.theme.line, ui_.Px(8));
  const float text_y = y + ui_.Px(9);
  float at = x + ui_.Px(14);
  at += Icon(ui_, at, text_y, Face::kText, ui_.theme.ink2, is_private ? icon::kLock : icon::kGlobe) + ui_.Px(8);
  at += Text(ui_, at, text_y, Face::kSmallStrong, ui_.theme.ink2,
             ui_.T(is_private ? "part.private"
                   : is_own   ? "part.public_own"
                              : "part.public")) +
        ui_.Px(8);
  if (is_own) return height + ui_.Px(4);
  const std::string_view open = ui_.T("message.open");
  const bool has_link = !conversation.root_permalink.empty();
  const float link = has_link ? TextWidth(ui_, Face::kSmall, open) + ui_.Px(14) : ui_.Px(8);
  TextWithin(ui_, at, text_y, rect.Right() - link - ui_.Px(8) - at, Face::kText, ui_.theme.ink,
             CleanLine(conversation.root_title, 300));
  const std::string id = "open_root:" + std::to_string(conversation.id.value);
  if (has_link && Link(ui_, rect.Right() - link, y + ui_.Px(10), Face::kSmall, open, id, true))
    ui_.actions.emplace_back(OpenLinkAction{conversation.root_permalink});
  return height + ui_.Px(4);
}

std::string Bubble::NameOf(const Message& message) const {
  if (message.item.direction == Direction::kIncoming) return CleanLine(message.item.author.name, 200);
  if (const Agent* agent = FindAgent(ui_.snapshot, message.agent_id)) return agent->name;
  return message.item.author.name.empty() ? ui_.snapshot.shop : CleanLine(message.item.author.name, 200);
}

std::string Bubble::MessageNotes(const TimelineEntry& entry, const ConversationMessage& message) const {
  const Item& item = message.message.item;
  std::string text = ui_.local.ClockTime(item.created_at);
  const auto add = [&](std::string_view more) {
    text += " · ";
    text += more;
  };
  if (entry.is_wait_start) add(ui_.T("message.waiting_since"));
  if (item.automatic) add(ui_.T("message.automatic"));
  if (item.edited_at) add(ui_.words.Text("message.edited", {{"time", ui_.local.ClockTime(*item.edited_at)}}));
  if (message.message.corrected) add(ui_.T("message.corrected"));
  if (message.like == LikeState::kLiked) add(ui_.T("message.liked"));
  if (message.like == LikeState::kOnItsWay) add(ui_.T("message.like_queued"));
  return text;
}

void Bubble::Head(const Rect& inner, std::string_view name, std::string_view rest, Rgb rest_ink) {
  const float used = TextWithin(ui_, inner.x, inner.y, inner.w * 0.5F, Face::kSmallStrong, ui_.theme.ink, name);
  TextWithin(ui_, inner.x + used + ui_.Px(8), inner.y, inner.w - used - ui_.Px(8), Face::kSmall, rest_ink, rest);
}

float Bubble::LinksWidth(const ConversationMessage& message) const {
  const auto width = [&](std::string_view key) { return TextWidth(ui_, Face::kSmall, ui_.T(key)) + ui_.Px(kLinkGap); };
  float all = 0;
  if (!message.message.item.permalink.empty()) all += width("message.open");
  if (message.message.item.direction == Direction::kIncoming) all += width("message.flags");
  return message.like == LikeState::kPossible ? all + width("message.like") : all;
}

void Bubble::HeadLinks(const ConversationMessage& entry, const Rect& box) {
  const Message& message = entry.message;
  const std::string number = std::to_string(message.id.value);
  float right = box.Right() - ui_.Px(kPadding) + ui_.Px(kLinkGap);
  const float y = box.y + ui_.Px(8);
  const auto link = [&](std::string_view key, const std::string& id) {
    right -= TextWidth(ui_, Face::kSmall, ui_.T(key)) + ui_.Px(kLinkGap);
    return Link(ui_, right, y, Face::kSmall, ui_.T(key), id + number, true);
  };
  if (!message.item.permalink.empty() && link("message.open", "open:"))
    ui_.actions.emplace_back(OpenLinkAction{message.item.permalink});
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  if (message.item.direction != Direction::kIncoming || !box.Contains(mouse.x, mouse.y) || ui_.IsOverlayOpen()) return;
  if (link("message.flags", "flags:")) {
    ui_.desk.flags_of = message.id;
    return OpenOverlay(ui_, Overlay::kFlags, right, y + ui_.Px(22));
  }
  if (entry.like == LikeState::kPossible && link("message.like", "like:"))
    ui_.actions.emplace_back(LikeAction{message.conversation_id, message.id, /*closes=*/false});
}

float Bubble::Stars(int rating, float x, float y) {
  for (int i = 1; i <= 5; ++i) {
    x += Icon(ui_, x, y, Face::kText, ui_.theme.amber, i <= rating ? icon::kStar : icon::kEmptyStar) + ui_.Px(2);
  }
  Text(ui_, x + ui_.Px(6), y, Face::kSmall, ui_.theme.ink2, ui_.words.Count("tag.stars", rating));
  return ui_.Px(24);
}

float Bubble::AttachmentLine(const Message& message, std::size_t index, float x, float y) {
  const Attachment& a = message.item.attachments[index];
  x += Icon(ui_, x, y, Face::kText, ui_.theme.ink2, IconOf(a.kind)) + ui_.Px(8);
  const std::string_view word = ui_.T(WordOf(a.kind));
  const std::string& url = a.url.empty() ? message.item.permalink : a.url;
  if (url.empty()) {
    x += Text(ui_, x, y, Face::kText, ui_.theme.ink2, word);
  } else {
    std::string label(word);
    label += ", ";
    label += ui_.T("attachment.open");
    const float width = TextWidth(ui_, Face::kText, label);
    const std::string id = "attachment:" + std::to_string(message.id.value) + ":" + std::to_string(index);
    if (Link(ui_, x, y, Face::kText, label, id)) ui_.actions.emplace_back(OpenLinkAction{url});
    x += width;
  }
  if (!a.description.empty())
    TextWithin(ui_, x + ui_.Px(8), y, ui_.Px(260), Face::kSmall, ui_.theme.ink2, CleanLine(a.description, 300));
  return ui_.Px(24);
}

float Bubble::Body(const ConversationMessage& entry, const Rect& inner, bool draws) {
  const Message& m = entry.message;
  float y = 0;
  if (m.item.rating) y += draws ? Stars(*m.item.rating, inner.x, inner.y) : ui_.Px(24);
  if (m.item.text.empty()) {
    if (m.item.attachments.empty() && !m.item.rating) {
      if (draws) Text(ui_, inner.x, inner.y + y, Face::kText, ui_.theme.ink2, ui_.T("list.no_text"));
      y += ui_.Px(20);
    }
    return y;
  }
  if (!draws) return y + ui_.layouts.Get(ui_.fonts, Face::kText, m.item.text, inner.w).Height();
  std::vector<Highlight> evidence;
  for (const Evidence& e : m.classification.evidence) {
    const Tone tone = ToneOf(e.flag);
    const bool fits =
        e.begin < e.end && e.end <= m.item.text.size() && HasWord(std::string_view(m.item.text).substr(e.begin, e.end - e.begin));
    if (fits && m.item.direction == Direction::kIncoming)
      evidence.push_back({e.begin, e.end, ui_.theme.Ground(tone), ui_.theme.Ink(tone)});
  }
  const TextBlock block{"text:" + std::to_string(m.id.value), m.item.text, inner.w, Face::kText,
                        m.item.publication == Publication::kRemoved ? ui_.theme.ink2 : ui_.theme.ink};
  return y + SelectableText(ui_, inner.x, inner.y + y, block, evidence);
}

float Bubble::Versions(const ConversationMessage& entry, const Rect& inner, float y, bool draws) {
  if (entry.versions.empty()) return 0;
  const MessageId id = entry.message.id;
  const bool is_open = ui_.desk.shows_versions.contains(id);
  float h = ui_.Px(22);
  if (draws) {
    const bool clicked =
        Link(ui_, inner.x, inner.y + y + ui_.Px(2), Face::kSmall,
             ui_.T(is_open ? "message.hide_earlier" : "message.show_earlier"), "versions:" + std::to_string(id.value));
    if (clicked && is_open) ui_.desk.shows_versions.erase(id);
    if (clicked && !is_open) ui_.desk.shows_versions.insert(id);
  }
  if (!is_open) return h;
  for (std::size_t i = 0; i < entry.versions.size(); ++i) {
    const std::string& text = entry.versions[i].text;
    const float width = inner.w - ui_.Px(12);
    if (draws) {
      const TextBlock block{"version:" + std::to_string(id.value) + ":" + std::to_string(i), text, width, Face::kText,
                            ui_.theme.ink2};
      const float height = SelectableText(ui_, inner.x + ui_.Px(12), inner.y + y + h, block);
      FillRect({inner.x, inner.y + y + h, ui_.Px(2), height}, ui_.theme.line);
      h += height + ui_.Px(6);
    } else {
      h += ui_.layouts.Get(ui_.fonts, Face::kText, text, width).Height() + ui_.Px(6);
    }
  }
  return h;
}

float Bubble::Extras(const ConversationMessage& entry, const Rect& inner, float y, bool draws) {
  const Message& m = entry.message;
  const float start = y;
  for (std::size_t i = 0; i < m.item.attachments.size() && i < 20; ++i)
    y += draws ? AttachmentLine(m, i, inner.x, inner.y + y + ui_.Px(2)) : ui_.Px(24);
  y += Versions(entry, inner, y, draws);
  if (m.item.publication == Publication::kRemoved) {
    if (draws) {
      const float icon = Icon(ui_, inner.x, inner.y + y + ui_.Px(3), Face::kSmall, ui_.theme.ink2, icon::kTrash);
      const std::string when =
          m.removed_at ? " · " + ui_.local.Date(*m.removed_at) + " " + ui_.local.ClockTime(*m.removed_at) : std::string();
      Text(ui_, inner.x + icon + ui_.Px(6), inner.y + y + ui_.Px(3), Face::kSmallStrong, ui_.theme.ink2,
           std::string(ui_.T(RemovedWord(m.item.removed_by))) + when);
    }
    y += ui_.Px(24);
  }
  if (m.item.publication != Publication::kHeld) return y - start;
  if (draws) {
    const std::string_view held = ui_.T("message.held");
    const float width = Text(ui_, inner.x, inner.y + y + ui_.Px(10), Face::kSmallStrong, ui_.theme.amber, held);
    const ButtonSpec approve{"approve:" + std::to_string(m.id.value), ui_.T("message.approve"), {}, ButtonLook::kPlain};
    const bool clicked =
        m.item.abilities.approve && Button(ui_, inner.x + width + ui_.Px(12), inner.y + y + ui_.Px(5), approve, ui_.Px(28));
    if (clicked) ui_.actions.emplace_back(ApproveAction{detail_.conversation.id, m.id});
  }
  return y + ui_.Px(38) - start;
}

float Bubble::MessageBox(const TimelineEntry& entry, float x, float y, bool draws) {
  const ConversationMessage& message = detail_.parts[entry.part].messages[entry.index];
  const bool is_ours = message.message.item.direction == Direction::kOutgoing;
  Rect box{x, y, std::min(width_ * 0.92F, ui_.Px(kWidest)), 0};
  if (is_ours) box.x = x + width_ - box.w;
  Rect inner{box.x + ui_.Px(kPadding), y + ui_.Px(8), box.w - ui_.Px(2 * kPadding), 0};
  const Rect body{inner.x, inner.y + ui_.Px(22), inner.w, 0};
  const float text = Body(message, body, false);
  box.h = ui_.Px(22 + 8 + 10) + text + Extras(message, body, text, false);
  if (!draws) return box.h + ui_.Px(kGap);
  FillRect(box, is_ours ? ui_.theme.mine : ui_.theme.panel, ui_.Px(8));
  if (!is_ours) StrokeRect(box, ui_.theme.line, ui_.Px(8));
  inner.w -= LinksWidth(message);
  Head(inner, NameOf(message.message), MessageNotes(entry, message), ui_.theme.ink2);
  HeadLinks(message, box);
  Body(message, body, true);
  Extras(message, body, text, true);
  return box.h + ui_.Px(kGap);
}

float Bubble::NoteBox(const TimelineEntry& entry, float x, float y, bool draws) {
  const Note& note = detail_.parts[entry.part].notes[entry.index];
  Rect box{x, y, std::min(width_ * 0.92F, ui_.Px(kWidest)), 0};
  box.x = x + width_ - box.w;
  const Rect inner{box.x + ui_.Px(kPadding), y + ui_.Px(8), box.w - ui_.Px(2 * kPadding), 0};
  box.h = ui_.Px(40) + ui_.layouts.Get(ui_.fonts, Face::kText, note.text, inner.w).Height();
  if (!draws) return box.h + ui_.Px(kGap);
  FillRect(box, ui_.theme.note, ui_.Px(8));
  const Agent* agent = FindAgent(ui_.snapshot, note.agent_id);
  const std::string name = ui_.words.Text(
      "note.by", {{"name", agent == nullptr ? std::string_view(ui_.snapshot.shop) : std::string_view(agent->name)}});
  Head(inner, name, ui_.local.ClockTime(note.at) + " · " + std::string(ui_.T("note.only_team")), ui_.theme.ink2);
  SelectableText(ui_, inner.x, inner.y + ui_.Px(22),
                 {"note:" + std::to_string(note.id), note.text, inner.w, Face::kText, ui_.theme.ink});
  return box.h + ui_.Px(kGap);
}

float Bubble::Event(float x, float y, bool draws, const EventLook& look) {
  const float inner = width_ - ui_.Px(60);
  const float text = ui_.layouts.Get(ui_.fonts, Face::kSmall, look.text, inner).Height();
  const float height = text + ui_.fonts.LineHeight(Face::kSmallStrong) + ui_.Px(10);
  if (!draws) return height + ui_.Px(kGap);
  const Rect rect{x, y, width_, height};
  FillRect({rect.x + ui_.Px(14), rect.y, ui_.Px(3), rect.h}, ui_.theme.Ink(look.tone), ui_.Px(2));
  const float left = rect.x + ui_.Px(28);
  const float icon = Icon(ui_, left, y + ui_.Px(4), Face::kSmall, ui_.theme.Ink(look.tone), look.icon);
  WrappedText(ui_, left + icon + ui_.Px(6), y + ui_.Px(4), inner, Face::kSmall, ui_.theme.ink, look.text);
  Text(ui_, left + icon + ui_.Px(6), y + ui_.Px(5) + text, Face::kSmallStrong, ui_.theme.Ink(look.tone), look.state);
  return height + ui_.Px(kGap);
}

float Bubble::PromiseLine(const TimelineEntry& entry, float x, float y, bool draws) {
  const Promise& promise = detail_.promises[entry.index];
  const PromiseState state = StateOf(promise, ui_.now);
  const std::string due = ui_.local.Day(promise.due_at) + " " + ui_.local.ClockTime(promise.due_at);
  const Agent* agent = FindAgent(ui_.snapshot, promise.agent_id);
  const std::string text = ui_.words.Text("timeline.promise", {{"time", ui_.local.ClockTime(promise.made_at)},
                                                               {"name", agent == nullptr ? ui_.snapshot.shop : agent->name},
                                                               {"text", WhatWasPromised(promise, ui_.words)}});
  const Tone tone = state == PromiseState::kBroken      ? Tone::kRed
                    : state == PromiseState::kOpen      ? Tone::kAmber
                    : state == PromiseState::kWithdrawn ? Tone::kQuiet
                                                        : Tone::kGreen;
  std::string said = ui_.words.Text("promise_state." + std::string(PromiseStateName(state)), {{"when", due}});
  if (state == PromiseState::kKept) said += " · " + ui_.words.Text("promise_state.open", {{"when", due}});
  return Event(x, y, draws, {icon::kClock, text, std::move(said), tone});
}

float Bubble::IncidentLine(const TimelineEntry& entry, float x, float y, bool draws) {
  const Incident& incident = detail_.incidents[entry.index];
  const bool is_live = incident.state == IncidentState::kProposed || incident.state == IncidentState::kOpen;
  const std::string text = ui_.words.Text(
      "timeline.incident", {{"what", TitleOf(incident, ui_.snapshot, ui_.words)}, {"why", ReasonOf(incident, ui_.words)}});
  return Event(x, y, draws,
               {icon::kWarning, text, StateInWords(incident, ui_.local, ui_.words), is_live ? Tone::kAmber : Tone::kQuiet});
}

float Bubble::ReplyBox(const TimelineEntry& entry, float x, float y, bool draws) {
  const OutboundMessage& reply = detail_.parts[entry.part].replies[entry.index];
  const bool is_stuck = reply.state == OutboundState::kFailed || reply.state == OutboundState::kUncertain;
  Rect box{x, y, std::min(width_ * 0.92F, ui_.Px(kWidest)), 0};
  box.x = x + width_ - box.w;
  const Rect inner{box.x + ui_.Px(kPadding), y + ui_.Px(8), box.w - ui_.Px(2 * kPadding), 0};
  const std::string_view text = TextOf(reply, ui_.words);
  const float text_h = ui_.layouts.Get(ui_.fonts, Face::kText, text, inner.w).Height();
  box.h = ui_.Px(40) + text_h + (is_stuck ? ui_.Px(34) : 0);
  if (!draws) return box.h + ui_.Px(kGap);
  FillRect(box, ui_.theme.mine, ui_.Px(8));
  if (is_stuck) StrokeRect(box, ui_.theme.red, ui_.Px(8));
  const Agent* agent = FindAgent(ui_.snapshot, reply.agent_id);
  Head(inner, agent == nullptr ? std::string_view(ui_.snapshot.shop) : std::string_view(agent->name),
       ui_.T(ReplyStateWord(reply.state)), is_stuck ? ui_.theme.red : ui_.theme.ink2);
  SelectableText(ui_, inner.x, inner.y + ui_.Px(22),
                 {"reply:" + std::to_string(reply.id.value), text, inner.w, Face::kText, ui_.theme.ink});
  const ButtonSpec settle{"settle_here:" + std::to_string(reply.id.value), ui_.T("reply.settle"), {}, ButtonLook::kPlain};
  if (is_stuck && Button(ui_, inner.x, inner.y + ui_.Px(26) + text_h, settle, ui_.Px(28))) Run(ui_, Command::kSettle);
  return box.h + ui_.Px(kGap);
}

}  // namespace replywatch

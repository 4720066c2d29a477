// Bubble: one message, note or reply of the conversation, measured or drawn. Measuring and
// drawing are the same walk, so that they never disagree. UI thread, inside a frame.
#pragma once

#include "dashboard/ui/widgets.h"
#include "dashboard/view_models/timeline.h"

namespace replywatch {

class Bubble {
 public:
  // `width`: of the whole column.
  Bubble(Ui& ui, const ConversationDetail& detail, float width) : ui_(ui), detail_(detail), width_(width) {}

  float Measure(const TimelineEntry& entry) { return Walk(entry, 0, 0, false); }
  void Draw(const TimelineEntry& entry, float x, float y) { Walk(entry, x, y, true); }

 private:
  struct Box {
    Rect rect;  // height is known only when drawing
    bool is_drawn = false;
    Rgb ground = 0;
  };
  struct EventLook {
    ImWchar icon = 0;
    std::string text;
    std::string state;
    Tone tone = Tone::kQuiet;
  };
  float Walk(const TimelineEntry& entry, float x, float y, bool draws);
  float Part(const TimelineEntry& entry, float x, float y, bool draws);
  float Day(const TimelineEntry& entry, float x, float y, bool draws);
  float MessageBox(const TimelineEntry& entry, float x, float y, bool draws);
  float NoteBox(const TimelineEntry& entry, float x, float y, bool draws);
  float PromiseLine(const TimelineEntry& entry, float x, float y, bool draws);
  float IncidentLine(const TimelineEntry& entry, float x, float y, bool draws);
  // Something that happened, in the middle of the column.
  float Event(float x, float y, bool draws, const EventLook& look);
  float ReplyBox(const TimelineEntry& entry, float x, float y, bool draws);
  void Head(const Rect& inner, std::string_view name, std::string_view rest, Rgb rest_ink);
  float LinksWidth(const ConversationMessage& message) const;
  void HeadLinks(const ConversationMessage& entry, const Rect& box);
  float Body(const ConversationMessage& entry, const Rect& inner, bool draws);
  float Extras(const ConversationMessage& entry, const Rect& inner, float y, bool draws);
  float Versions(const ConversationMessage& entry, const Rect& inner, float y, bool draws);
  float AttachmentLine(const Message& message, std::size_t index, float x, float y);
  float Stars(int rating, float x, float y);
  std::string MessageNotes(const TimelineEntry& entry, const ConversationMessage& message) const;
  std::string NameOf(const Message& message) const;

  Ui& ui_;
  const ConversationDetail& detail_;
  float width_;
};

}  // namespace replywatch

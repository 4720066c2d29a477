// ConnectDraft: the form for connecting an inbox, as far as it has been filled in. Lives as long as the program and is stored
// nowhere; its secrets only while the form is on the screen. Pure state. UI thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dashboard/view_models/connect.h"
#include "dashboard/view_models/edit_buffer.h"
#include "dashboard/view_models/error_words.h"

namespace replywatch {

enum class ConnectStep : std::uint8_t { kChoose, kFill, kDone };
enum class ConnectWork : std::uint8_t { kNone, kListing, kTrying };

struct ConnectField {
  ConnectQuestionText question;  // "name" is the inbox's own name
  EditBuffer text;
  bool is_shown = false;  // a secret in plain letters
};

struct ConnectDraft {
  ConnectStep step = ConnectStep::kChoose;
  ConnectWork work = ConnectWork::kNone;
  std::int64_t number = 0;  // of the order that is waited for; reports of others are old news
  std::vector<ConnectOrder> orders;

  std::vector<ConnectPlatform> platforms;
  std::string language;  // of these
  std::string again;     // the inbox whose access is renewed; empty: a new one
  std::string again_platform;

  std::string platform;  // chosen
  std::vector<ConnectField> fields;
  std::map<std::string, std::string> kept;  // what was typed before, no secrets, by "<platform>.<key>"
  std::size_t field = 0;                    // which has the cursor
  bool follows_field = false;               // it is to be scrolled to
  bool begins_at_top = false;
  bool asks_to_leave = false;
  std::string copied;  // the address that was copied last

  Explanation mistake;
  std::string mistake_at;  // key of the field it stands at; empty: at the top
  Connected done;
};

}  // namespace replywatch

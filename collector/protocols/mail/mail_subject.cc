#include <algorithm>
#include <array>

#include "collector/protocols/mail/mail_message.h"
#include "shared/base/fold.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxMarkBytes = 40;

// What mail programs put before a subject, folded by FoldForSearch: English, German, Polish, Romanian, Bulgarian, Hungarian,
// and what neighbours' programs write (Swedish and Danish, Dutch, Spanish and French, Turkish, Finnish).
constexpr std::array<std::string_view, 16> kReplyMarks{"re", "aw",     "odp", "rasp", "raspuns", "otg", "otgovor", "na",
                                                       "va", "valasz", "sv",  "antw", "rv",      "rif", "ynt",     "vs"};
constexpr std::array<std::string_view, 15> kForwardMarks{"fw",    "fwd",          "wg",  "pd",         "redir", "redirectionat",
                                                         "prepr", "preprashtane", "tov", "tovabbitas", "tr",    "vl",
                                                         "ilt",   "doorst",       "vb"};

struct Mark {
  std::size_t length = 0;  // in bytes, with the spaces behind; 0: no mark
  bool is_forward = false;
};

// "Re: ", "RE[2]: ", "Re(2): ", "Re^2: ", "Re : ".
Mark ReadMark(std::string_view subject) {
  const std::string_view head = subject.substr(0, kMaxMarkBytes);
  std::size_t colon = head.find(':');
  std::size_t colon_bytes = 1;
  constexpr std::string_view kWideColon = "：";
  if (const std::size_t wide = head.find(kWideColon); wide < colon) {
    colon = wide;
    colon_bytes = kWideColon.size();
  }
  if (colon == std::string_view::npos) return {};
  const std::string_view counted = head.substr(0, colon);
  const std::string_view word = counted.substr(0, counted.find_first_of(".[(^ "));
  const bool is_counter = counted.substr(word.size()).find_first_not_of(".[](^) 0123456789") == std::string_view::npos;
  if (!is_counter) return {};
  const std::string folded = FoldForSearch(word);
  const bool is_forward = std::find(kForwardMarks.begin(), kForwardMarks.end(), folded) != kForwardMarks.end();
  if (!is_forward && std::find(kReplyMarks.begin(), kReplyMarks.end(), folded) == kReplyMarks.end()) return {};
  const std::size_t end = std::min(subject.find_first_not_of(' ', colon + colon_bytes), subject.size());
  return {end, is_forward};
}

}  // namespace

std::string ThreadSubject(std::string_view subject) {
  const std::string line = CleanLine(subject, kMaxSubjectBytes);
  std::string_view rest = line;
  for (Mark mark = ReadMark(rest); mark.length > 0; mark = ReadMark(rest)) rest.remove_prefix(mark.length);
  return std::string(rest);
}

bool IsForwardSubject(std::string_view subject) { return ReadMark(subject).is_forward; }

}  // namespace replywatch

#include "shared/settings/add_inbox.h"

#include <nlohmann/json.hpp>
#include <optional>

namespace replywatch {
namespace {

// Walks over JSON with comments, token by token: a string, or a single other character that is no white space.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text) {}

  // False at the end. Then `begin` to `end` is the token.
  bool Next() {
    SkipGaps();
    if (end_ >= text_.size()) return false;
    begin_ = end_;
    if (text_[begin_] != '"') {
      ++end_;
      return true;
    }
    for (++end_; end_ < text_.size() && text_[end_] != '"'; ++end_) {
      if (text_[end_] == '\\') ++end_;
    }
    end_ = std::min(end_ + 1, text_.size());
    return true;
  }
  std::string_view token() const { return text_.substr(begin_, end_ - begin_); }
  std::size_t begin() const { return begin_; }
  std::size_t end() const { return end_; }

 private:
  void SkipGaps() {
    for (;;) {
      end_ = std::min(text_.find_first_not_of(" \t\r\n", end_), text_.size());
      const std::string_view rest = text_.substr(end_);
      if (rest.starts_with("//")) {
        end_ = std::min(text_.find('\n', end_), text_.size());
      } else if (rest.starts_with("/*")) {
        const std::size_t close = text_.find("*/", end_ + 2);
        end_ = close == std::string_view::npos ? text_.size() : close + 2;
      } else {
        return;
      }
    }
  }

  std::string_view text_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

// Where things stand that decide where the inbox goes.
struct Places {
  std::optional<std::size_t> list_open;     // behind the "[" of "inboxes"
  std::size_t list_last = 0;                // behind the last token in that list; the "[" itself when it is empty
  std::optional<std::size_t> object_close;  // the "}" of the whole
  std::size_t object_last = 0;              // behind the last token before it
  bool is_empty_object = true;
};

Places FindPlaces(std::string_view text) {
  Places places;
  Tokens tokens(text);
  int depth = 0;
  int state = 0;  // of finding "inboxes" at the top: 1 behind the name, 2 behind the colon, 3 within the list, 4 done
  std::size_t last = 0;
  while (tokens.Next()) {
    const std::string_view token = tokens.token();
    if (state == 0 && depth == 1 && token == "\"inboxes\"") {
      state = 1;
    } else if (state == 1) {
      state = token == ":" ? 2 : 0;
    } else if (state == 2) {
      state = token == "[" ? 3 : 4;
      if (state == 3) places.list_open = places.list_last = tokens.end();
    } else if (state == 3 && depth == 2 && token == "]") {
      state = 4;
    } else if (state == 3) {
      places.list_last = tokens.end();
    }
    if (token == "{" || token == "[") ++depth;
    if (token == "}" || token == "]") --depth;
    if (depth == 0 && token == "}") {
      places.object_close = tokens.begin();
      places.object_last = last;
    } else if (depth > 0 && last > 0) {
      places.is_empty_object = false;
    }
    last = tokens.end();
  }
  return places;
}

}  // namespace

Result<std::string> AddInbox(std::string_view settings, std::string_view inbox) {
  const auto json = nlohmann::json::parse(settings, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  if (!json.is_object()) return MakeError(ErrorKind::kInvalidArgument, "the settings are no JSON object");
  if (json.contains("inboxes") && !json["inboxes"].is_array())
    return MakeError(ErrorKind::kInvalidArgument, "\"inboxes\" in the settings is no list");
  const Places places = FindPlaces(settings);
  std::string out(settings);
  if (places.list_open) {
    const bool is_first = places.list_last == *places.list_open;
    out.insert(places.list_last, (is_first ? "\n    " : ",\n    ") + std::string(inbox) + (is_first ? "\n  " : ""));
    return out;
  }
  if (!places.object_close) return MakeError(ErrorKind::kInvalidArgument, "the settings are no JSON object");
  out.insert(places.object_last,
             std::string(places.is_empty_object ? "" : ",") + "\n  \"inboxes\": [\n    " + std::string(inbox) + "\n  ]\n");
  return out;
}

}  // namespace replywatch

#include "shared/settings/json_lines.h"

#include <algorithm>
#include <cctype>

namespace replywatch {

class JsonLineScanner {
 public:
  JsonLineScanner(std::string_view text, JsonLines& out) : text_(text), out_(out) {}

  void Value(const std::string& pointer, int depth) {
    Space();
    out_.lines_.emplace(pointer, line_);
    if (depth > kMaxDepth || Done()) {
      pos_ = text_.size();
    } else if (text_[pos_] == '{') {
      Object(pointer, depth);
    } else if (text_[pos_] == '[') {
      Array(pointer, depth);
    } else if (text_[pos_] == '"') {
      String();
    } else {
      while (!Done() && !std::isspace(static_cast<unsigned char>(text_[pos_])) &&
             std::string_view(",]}/").find(text_[pos_]) == std::string_view::npos)
        ++pos_;
    }
  }

 private:
  static constexpr int kMaxDepth = 100;

  bool Done() const { return pos_ >= text_.size(); }

  void Advance() {
    if (text_[pos_] == '\n') ++line_;
    ++pos_;
  }

  void Space() {
    while (!Done()) {
      if (std::isspace(static_cast<unsigned char>(text_[pos_]))) {
        Advance();
      } else if (text_.substr(pos_, 2) == "//") {
        while (!Done() && text_[pos_] != '\n') ++pos_;
      } else if (text_.substr(pos_, 2) == "/*") {
        while (!Done() && text_.substr(pos_, 2) != "*/") Advance();
        pos_ = std::min(pos_ + 2, text_.size());
      } else {
        return;
      }
    }
  }

  std::string String() {
    std::string value;
    ++pos_;
    while (!Done() && text_[pos_] != '"') {
      if (text_[pos_] == '\\' && pos_ + 1 < text_.size()) value += text_[pos_++];
      value += text_[pos_];
      Advance();
    }
    if (!Done()) ++pos_;
    return value;
  }

  void Object(const std::string& pointer, int depth) {
    ++pos_;
    for (Space(); !Done() && text_[pos_] != '}'; Space()) {
      if (text_[pos_] == ',') {
        ++pos_;
        continue;
      }
      if (text_[pos_] != '"') {
        pos_ = text_.size();
        return;
      }
      const int key_line = line_;
      const std::string child = pointer + "/" + Escape(String());
      if (!out_.lines_.emplace(child, key_line).second) out_.duplicates_.push_back({child, key_line});
      Space();
      if (!Done() && text_[pos_] == ':') ++pos_;
      Value(child, depth + 1);
    }
    if (!Done()) ++pos_;
  }

  void Array(const std::string& pointer, int depth) {
    ++pos_;
    std::size_t index = 0;
    for (Space(); !Done() && text_[pos_] != ']'; Space()) {
      const std::size_t before = pos_;
      if (text_[pos_] == ',') {
        ++pos_;
        continue;
      }
      Value(pointer + "/" + std::to_string(index++), depth + 1);
      if (pos_ == before) pos_ = text_.size();  // malformed: no way on
    }
    if (!Done()) ++pos_;
  }

  static std::string Escape(const std::string& key) {
    std::string out;
    for (const char c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return out;
  }

  std::string_view text_;
  JsonLines& out_;
  std::size_t pos_ = 0;
  int line_ = 1;
};

JsonLines::JsonLines(std::string_view text) { JsonLineScanner(text, *this).Value("", 0); }

int JsonLines::LineOf(std::string pointer) const {
  for (;;) {
    if (const auto it = lines_.find(pointer); it != lines_.end()) return it->second;
    const std::size_t slash = pointer.rfind('/');
    if (slash == std::string::npos) return 1;
    pointer.resize(slash);
  }
}

int LineOfByte(std::string_view text, std::size_t byte) {
  const std::size_t before = std::min(byte > 0 ? byte - 1 : 0, text.size());
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(before), '\n'));
}

int LineOfNumber(std::string_view text, std::string_view what) {
  const std::size_t end = what.rfind('\'');
  const std::size_t begin = end == std::string_view::npos || end == 0 ? std::string_view::npos : what.rfind('\'', end - 1);
  if (begin == std::string_view::npos) return 1;
  const std::size_t at = text.find(what.substr(begin + 1, end - begin - 1));
  return at == std::string_view::npos ? 1 : LineOfByte(text, at + 1);
}

}  // namespace replywatch

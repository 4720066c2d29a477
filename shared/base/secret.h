// Secret: a password or token that cannot be printed by accident. It has no stream
// operator and no implicit conversion; Reveal() is called where the request is
// built and nowhere else. The memory is overwritten on destruction.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace replywatch {

// Overwrites what the text holds and held, as far as its memory goes, and empties it.
void Wipe(std::string& text);

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&&) = default;
  Secret& operator=(const Secret&) = default;
  Secret& operator=(Secret&&) = default;
  ~Secret() { Wipe(value_); }

  const std::string& Reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

 private:
  std::string value_;
};

// `text` with every occurrence of the secret's value replaced by "[secret]", and so the first part of it (8 bytes and more) at
// the end, where a text was cut; for error texts that quote foreign input.
std::string Redact(std::string_view text, const Secret& secret);

}  // namespace replywatch

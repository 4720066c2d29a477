#include "shared/rules/same_person.h"

#include <algorithm>
#include <string>

#include "shared/base/fold.h"

namespace replywatch {
namespace {

bool IsSame(const std::string& a, const std::string& b) { return !a.empty() && FoldForSearch(a) == FoldForSearch(b); }

std::optional<Likeness> LikenessOf(const ContactIdentity& a, const ContactIdentity& b) {
  if (a.email.find('@') != std::string::npos && IsSame(a.email, b.email)) return Likeness::kEmail;
  const auto at = a.handle.find('@');
  if (at != std::string::npos && at > 0 && IsSame(a.handle, b.handle)) return Likeness::kHandle;
  const bool is_elsewhere = a.inbox_id != b.inbox_id;
  if (is_elsewhere && IsSame(a.handle, b.handle) && IsSame(a.name, b.name)) return Likeness::kHandleAndName;
  const bool is_full_name = a.name.find(' ') != std::string::npos && a.name.front() != ' ' && a.name.back() != ' ';
  if (is_full_name && is_elsewhere && IsSame(a.name, b.name)) return Likeness::kName;
  return std::nullopt;
}

}  // namespace

std::optional<Likeness> LikenessOf(std::span<const ContactIdentity> one, std::span<const ContactIdentity> other) {
  std::optional<Likeness> strongest;
  for (const ContactIdentity& a : one) {
    for (const ContactIdentity& b : other) {
      const std::optional<Likeness> likeness = LikenessOf(a, b);
      if (likeness && (!strongest || *likeness < *strongest)) strongest = likeness;
    }
  }
  return strongest;
}

}  // namespace replywatch

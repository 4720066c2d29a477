// Whatever HTML comes: valid UTF-8 comes out, within the bound, and escaping is undone by reading.
#include <cstdint>
#include <cstdlib>

#include "collector/protocols/html_text.h"
#include "shared/base/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view html(reinterpret_cast<const char*>(data), size);
  for (const std::size_t bound : {std::size_t{64}, std::size_t{1} << 20}) {
    const std::string text = replywatch::HtmlToText(html, bound);
    if (text.size() > bound || !replywatch::IsValidUtf8(text)) std::abort();
  }
  const std::string line = replywatch::CleanLine(html, 4096);
  if (replywatch::HtmlToText(replywatch::EscapeHtml(line), 1 << 20) != line) std::abort();
  return 0;
}

// cld2_lines [best] [hint]: the language CLD2 tells of every line on standard input, "un" where it tells none. "best" asks for
// its best guess even of short texts; "hint" tells it to expect Romanian, Polish, Bulgarian and English.
#include <cstdio>  // CLD2's header needs it

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include <iostream>
#include <string>

int main(int argc, char** argv) {
  CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  int flags = 0;
  for (int i = 1; i < argc; ++i) {
    const std::string wish = argv[i];
    if (wish == "best") flags = CLD2::kCLDFlagBestEffort;
    if (wish == "hint") hints.content_language_hint = "ro,pl,bg,en";
  }
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    CLD2::Language languages[3];
    int percents[3];
    double scores[3];
    int text_bytes = 0;
    bool is_reliable = false;
    int valid_bytes = 0;
    const CLD2::Language found =
        CLD2::ExtDetectLanguageSummaryCheckUTF8(line.data(), static_cast<int>(line.size()), /*is_plain_text=*/true, &hints, flags,
                                                languages, percents, scores, nullptr, &text_bytes, &is_reliable, &valid_bytes);
    std::cout << CLD2::LanguageCode(found) << "\n";
  }
}

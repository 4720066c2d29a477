#include "shared/base/rendered_text.h"

#include <gtest/gtest.h>

#include <string>

namespace replywatch {
namespace {

struct Case {
  std::string_view a;
  std::string_view b;
};

TEST(IsSameRendered, OverlooksWhatPlatformsChange) {
  for (const Case& c : {
           Case{"Mulțumim!", "Mulțumim!"},
           Case{"  Da.\n\nMâine. ", "Da. Mâine."},
           Case{"Da,\u00A0mâine", "Da, mâine"},
           Case{"Mul\u0074\u0326umim, a\u0306", "Mulțumim, ă"},
           Case{"@ana@shop.example Da", "@ana Da"},
           Case{"@ana@Shop.Example Da", "@Ana@shop.example Da"},
           Case{"@ana@a.example @jan@b.example Da", "@ana @jan Da"},
           Case{"Da, @ana@a.example. Mâine", "Da, @ana. Mâine"},
           Case{"@ana Da", "Da"},
           Case{"Da", "@ana@a.example @jan Da"},
           Case{"It's \"ready\" - see 1...", "It’s “ready” – see 1…"},
           Case{"\"Gata\" -- mâine", "„Gata” — mâine"},
           Case{"https://shop.example/@ana", "https://shop.example/@ana"},
           Case{"", ""},
       }) {
    EXPECT_TRUE(IsSameRendered(c.a, c.b)) << c.a << " | " << c.b;
    EXPECT_TRUE(IsSameRendered(c.b, c.a)) << c.b << " | " << c.a;
  }
}

TEST(IsSameRendered, TellsTwoAnswersApart) {
  for (const Case& c : {
           Case{"Da", "Nu"},
           Case{"Da", "Da."},
           Case{"Da", "da"},
           Case{"Da", "Da, mâine"},
           Case{"Da", ""},
           Case{"@ana", ""},
           Case{"@ana Da", "@jan Da"},
           Case{"@ana @jan Da", "@ana Da"},
           Case{"@ana@a.example Da", "@ana@b.example Da"},
           Case{"Da, @ana", "Da, @jan"},
           Case{"Da, @ana", "Da,"},
           Case{"@ana, da", "da"},
           Case{"@ana Da", "@anabel Da"},
           Case{"info@a.example", "info@b.example"},
           Case{"info@a.example", "info"},
           Case{"https://a.example/@ana@b.example", "https://a.example/@ana"},
           Case{"https://shop.example/1", "https://shop.example/2"},
           Case{"ă", "a"},
           Case{"10-12", "1012"},
           Case{"🙂", "🙁"},
       }) {
    EXPECT_FALSE(IsSameRendered(c.a, c.b)) << c.a << " | " << c.b;
    EXPECT_FALSE(IsSameRendered(c.b, c.a)) << c.b << " | " << c.a;
  }
}

TEST(IsSameRendered, SurvivesHostileText) {
  const std::string many(100'000, '@');
  EXPECT_TRUE(IsSameRendered(many, many));
  EXPECT_FALSE(IsSameRendered(many + "a", many + "b"));
  EXPECT_TRUE(IsSameRendered("\xff", "\xff"));
}

}  // namespace
}  // namespace replywatch

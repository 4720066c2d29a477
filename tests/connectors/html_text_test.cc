#include "collector/protocols/html_text.h"

#include <gtest/gtest.h>

#include <chrono>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

std::string Text(std::string_view html) { return HtmlToText(html, 1 << 20); }

TEST(HtmlText, KeepsParagraphsAndLines) {
  EXPECT_EQ(Text("<p>One<br>two<br/>three</p><p>four</p>"), "One\ntwo\nthree\n\nfour");
  EXPECT_EQ(Text("<div>a</div><div>b</div>"), "a\nb");
  EXPECT_EQ(Text("<ul><li>a</li><li>b</li></ul>c"), "- a\n- b\n\nc");
  EXPECT_EQ(Text("a<br><br><br><br>b"), "a\n\nb");
}

TEST(HtmlText, CollapsesWhiteSpace) { EXPECT_EQ(Text("  a \n\t b  <b> c </b>d "), "a b c d"); }

TEST(HtmlText, DecodesEntities) {
  EXPECT_EQ(Text("&lt;a&gt; &amp;amp; &#8222;x&#x201D; &nbsp;&hellip;"), "<a> &amp; „x” …");
  EXPECT_EQ(Text("AT&T &unknown; &#0; &#xD800; &#99999999; &"), "AT&T &unknown; \uFFFD \uFFFD &#99999999; &");
}

TEST(HtmlText, DropsWhatIsNoText) {
  EXPECT_EQ(Text("a<script>alert('<p>')</script><style>p{}</style><!-- x > y -->b"), "ab");
  EXPECT_EQ(Text("a<script>never closed"), "a");
  EXPECT_EQ(Text("<head><title>Mail</title></head>a"), "a");
  EXPECT_EQ(Text("<!doctype html><?php x ?>a"), "a");
}

TEST(HtmlText, KeepsSmallerThanAsWritten) { EXPECT_EQ(Text("1 < 2 and <3"), "1 < 2 and <3"); }

TEST(HtmlText, WritesLinksOut) {
  EXPECT_EQ(Text("see <a href=\"https://shop.example/a?b=1&amp;c=2\">our shop</a>!"),
            "see our shop (https://shop.example/a?b=1&c=2)!");
  EXPECT_EQ(Text("<a href='https://shop.example/long/path'><span class=\"invisible\">https://</span><span "
                 "class=\"ellipsis\">shop.example/lo</span>"
                 "<span class=\"invisible\">ng/path</span></a>"),
            "https://shop.example/long/path");
  EXPECT_EQ(Text("<a href=\"https://www.shop.example/long/path\">shop.example/long…</a>"), "https://www.shop.example/long/path");
  EXPECT_EQ(Text("<a href=\"javascript:alert(1)\">click</a>"), "click");
}

TEST(HtmlText, TellsWhenALinkLies) {
  EXPECT_EQ(Text("<a href=\"https://evil.example/\">https://bank.example/</a>"), "https://bank.example/ (https://evil.example/)");
}

TEST(HtmlText, KeepsMentionsAndHashtagsAsWritten) {
  EXPECT_EQ(
      Text("<p><span class=\"h-card\"><a href=\"https://m.example/@ana\" class=\"u-url mention\">@<span>ana</span></a></span> hi "
           "<a href=\"https://m.example/tags/x\" class=\"mention hashtag\" rel=\"tag\">#<span>x</span></a></p>"),
      "@ana hi #x");
}

TEST(HtmlText, KeepsAlternativeTexts) { EXPECT_EQ(Text("a <img src=x alt=\"broken cup\"> b"), "a broken cup b"); }

TEST(HtmlText, MarksQuotationsWhereAsked) {
  const auto marked = [](std::string_view html) { return HtmlToText(html, 1 << 20, HtmlQuotes::kMarked); };
  const std::string_view html =
      "<p>a</p><blockquote>b<br>c<blockquote><pre>d\ne</pre></blockquote>f</blockquote><p>g</p></blockquote>h";
  EXPECT_EQ(marked(html), "a\n\n> b\n> c\n\n> > d\n> > e\n\n> f\n\ng\n\nh");
  EXPECT_EQ(Text(html), "a\n\nb\nc\n\nd\ne\n\nf\n\ng\n\nh");
  EXPECT_EQ(marked("a<blockquote style='border: none'>b</blockquote>c"), "a\n\nb\n\nc");
}

TEST(HtmlText, IsCutBetweenCodePoints) {
  const std::string text = HtmlToText("<p>ąąąąą</p>", 5);
  EXPECT_EQ(text, "ąą");
}

TEST(HtmlText, ShowsNothingOfAnImageWithinTheText) {
  const std::string image = "<img src=\"data:image/png;base64," + std::string(20'000, 'A') + "\">";
  EXPECT_EQ(Text("<p>Before" + image + "after</p>"), "Beforeafter");
}

TEST(HtmlText, KnowsTheLettersOfEurope) {
  EXPECT_EQ(Text("K&ouml;sz&ouml;n&ouml;m f&uuml;r &abreve; &Lstrok;&oacute;d&zacute; &scedil;i &iquest;Qu&eacute;?"),
            "Köszönöm für ă Łódź şi ¿Qué?");
  EXPECT_EQ(Text("&Ouml;&nosuch;&ouml"), "Ö&nosuch;&ouml");
}

TEST(HtmlText, YieldsValidTextFromBrokenBytes) { EXPECT_TRUE(IsValidUtf8(Text("<p>\xff\xfe \xe2\x82</p>"))); }

// Shapes that make careless readers quadratic; a bound in time would be flaky, so the inputs are simply large.
TEST(HtmlText, EndsOnHostileShapes) {
  for (const char* piece : {"<", "<a ", "<a href='", "</", "<!--", "&", "&#", "<script", "<a href=\"x\">", "<p'>", "<p\"><p'>"}) {
    std::string html;
    while (html.size() < 500'000) html += piece;
    EXPECT_LE(Text(html).size(), html.size() * 2) << piece;
  }
}

TEST(EscapeHtml, IsUndoneByReading) {
  const std::string text = "a < b & \"c\" > d &amp;";
  EXPECT_EQ(Text(EscapeHtml(text)), text);
}

}  // namespace
}  // namespace replywatch

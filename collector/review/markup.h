// Markup: HTML and SVG as text, everything foreign escaped. Values and free functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace replywatch::markup {

// Safe as text and within a quoted attribute.
std::string Escape(std::string_view text);

// <name class="…">content</name>; `content` is markup, an empty class is left out.
std::string Tag(std::string_view name, std::string_view css_class, std::string_view content);

// A drawing in its own units that scales with its column. Texts are escaped here.
class Drawing {
 public:
  // `id` is unique on the page; title and description are what a screen reader says.
  Drawing(double width, double height, std::string id, std::string_view title, std::string_view description);

  void Rect(double x, double y, double width, double height, std::string_view css_class, std::string_view hint = {});
  void Line(double x1, double y1, double x2, double y2, std::string_view css_class);
  void Circle(double x, double y, double radius, std::string_view css_class);
  // css_class may hold "middle" or "end" for the anchor.
  void Text(double x, double y, std::string_view text, std::string_view css_class);
  // A connected line through the points.
  void Path(const std::vector<std::pair<double, double>>& points, std::string_view css_class);
  // Markup of the caller's own, such as a pattern.
  void Raw(std::string_view svg) { body_ += svg; }

  std::string Finish() const;

 private:
  std::string head_;
  std::string body_;
};

// A table whose first column names its rows.
struct Table {
  std::string caption;  // said, not shown, where the card's heading says it
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // plain texts; shorter rows are padded
  std::vector<bool> is_number;                 // by column: set to the right; missing: false
  std::string css_class;
  std::size_t grey_from = 99;  // columns from here on are last week's
  // The cell takes the place of the empty ones to its right as well, `cells` in all.
  struct Join {
    std::size_t row = 0;
    std::size_t column = 0;
    std::size_t cells = 1;
  };
  std::vector<Join> joins = {};
};
std::string Render(const Table& table);

// The same in a box of its own that scrolls sideways where the window is narrow; the keyboard reaches it.
std::string Scrolling(const Table& table);

// The same, folded up under `summary` until somebody opens it.
std::string Folded(std::string_view summary, const Table& table);

}  // namespace replywatch::markup

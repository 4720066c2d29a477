#include "collector/review/markup.h"

#include <algorithm>
#include <cstdio>
#include <optional>

namespace replywatch::markup {
namespace {

// At most one decimal, always with a point.
std::string Coordinate(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  std::string out = text;
  if (out.ends_with(".0")) out.resize(out.size() - 2);
  return out == "-0" ? "0" : out;
}

std::string Attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + std::string(value) + "\"";
}
std::string Attribute(std::string_view name, double value) { return Attribute(name, Coordinate(value)); }

std::size_t CellsJoined(const Table& table, std::optional<std::size_t> row, std::size_t column) {
  const auto found = std::find_if(table.joins.begin(), table.joins.end(),
                                  [&](const Table::Join& join) { return row == join.row && join.column == column; });
  return found == table.joins.end() ? 1 : found->cells;
}

// `row` is absent for the head.
std::string Cells(const Table& table, const std::vector<std::string>& texts, std::optional<std::size_t> row) {
  const bool is_head = !row;
  std::string out = "<tr>";
  std::size_t joined = 1;
  for (std::size_t i = 0; i < table.columns.size(); i += joined) {
    joined = CellsJoined(table, row, i);
    const bool names_row = i == 0 && !is_head;
    std::string css = i < table.is_number.size() && table.is_number[i] ? "number" : "";
    if (i >= table.grey_from) css += css.empty() ? "last" : " last";
    const std::string_view name = is_head || names_row ? "th" : "td";
    out += "<" + std::string(name);
    if (is_head) out += Attribute("scope", "col");
    if (names_row) out += Attribute("scope", "row");
    if (joined > 1) out += Attribute("colspan", static_cast<double>(joined));
    if (!css.empty()) out += Attribute("class", css);
    out += ">" + (i < texts.size() ? Escape(texts[i]) : std::string()) + "</" + std::string(name) + ">";
  }
  return out + "</tr>";
}

}  // namespace

std::string Escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string Tag(std::string_view name, std::string_view css_class, std::string_view content) {
  std::string out = "<" + std::string(name);
  if (!css_class.empty()) out += Attribute("class", css_class);
  out.append(">").append(content).append("</").append(name).append(">");
  return out;
}

Drawing::Drawing(double width, double height, std::string id, std::string_view title, std::string_view description) {
  head_ = "<svg" + Attribute("viewBox", "0 0 " + Coordinate(width) + " " + Coordinate(height)) + Attribute("role", "img") +
          Attribute("aria-labelledby", id + "-t " + id + "-d") + ">";
  head_ += "<title id=\"" + id + "-t\">" + Escape(title) + "</title><desc id=\"" + id + "-d\">" + Escape(description) + "</desc>";
}

void Drawing::Rect(double x, double y, double width, double height, std::string_view css_class, std::string_view hint) {
  body_ += "<rect" + Attribute("x", x) + Attribute("y", y) + Attribute("width", width) + Attribute("height", height) +
           Attribute("class", css_class);
  body_ += hint.empty() ? "/>" : "><title>" + Escape(hint) + "</title></rect>";
}

void Drawing::Line(double x1, double y1, double x2, double y2, std::string_view css_class) {
  body_ += "<line" + Attribute("x1", x1) + Attribute("y1", y1) + Attribute("x2", x2) + Attribute("y2", y2) +
           Attribute("class", css_class) + "/>";
}

void Drawing::Circle(double x, double y, double radius, std::string_view css_class) {
  body_ += "<circle" + Attribute("cx", x) + Attribute("cy", y) + Attribute("r", radius) + Attribute("class", css_class) + "/>";
}

void Drawing::Text(double x, double y, std::string_view text, std::string_view css_class) {
  body_ += "<text" + Attribute("x", x) + Attribute("y", y) + Attribute("class", css_class) + ">" + Escape(text) + "</text>";
}

void Drawing::Path(const std::vector<std::pair<double, double>>& points, std::string_view css_class) {
  std::string d;
  for (const auto& [x, y] : points) d += (d.empty() ? "M" : "L") + Coordinate(x) + " " + Coordinate(y);
  body_ += "<path" + Attribute("d", d) + Attribute("class", css_class) + "/>";
}

std::string Drawing::Finish() const { return head_ + body_ + "</svg>\n"; }

std::string Render(const Table& table) {
  std::string out = "<table";
  if (!table.css_class.empty()) out += Attribute("class", table.css_class);
  out += ">";
  if (!table.caption.empty()) out += "<caption>" + Escape(table.caption) + "</caption>";
  out += "<thead>" + Cells(table, table.columns, std::nullopt) + "</thead><tbody>";
  for (std::size_t i = 0; i < table.rows.size(); ++i) out += Cells(table, table.rows[i], i);
  return out + "</tbody></table>\n";
}

std::string Scrolling(const Table& table) {
  return "<div class=\"wide\" tabindex=\"0\" role=\"group\"" + Attribute("aria-label", Escape(table.caption)) + ">" +
         Render(table) + "</div>";
}

std::string Folded(std::string_view summary, const Table& table) {
  return "<details><summary>" + Escape(summary) + "</summary>" + Scrolling(table) + "</details>\n";
}

}  // namespace replywatch::markup

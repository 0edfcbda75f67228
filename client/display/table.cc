#include "client/display/table.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "client/display/printable.h"

namespace palimpsest {
void Table::AddRow(const std::vector<std::string>& cells) {
  std::vector<std::string> row;
  for (size_t i = 0; i < columns_.size(); ++i) {
    row.push_back(i < cells.size() && !cells[i].empty() ? Printable(cells[i]) : "-");
  }
  rows_.push_back(std::move(row));
}

std::string Table::Render() const {
  std::vector<std::vector<std::string>> lines(1);
  for (const Column& column : columns_) lines[0].push_back(column.title);
  lines.insert(lines.end(), rows_.begin(), rows_.end());
  std::vector<size_t> widths(columns_.size());
  for (const auto& line : lines) {
    for (size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], ColumnsOf(line[i]));
  }
  std::string text;
  for (const auto& line : lines) {
    std::string rendered;
    for (size_t i = 0; i < line.size(); ++i) {
      const std::string padding(widths[i] - ColumnsOf(line[i]), ' ');
      absl::StrAppend(&rendered, i == 0 ? "" : "  ");
      if (columns_[i].align == Align::kRight) {
        absl::StrAppend(&rendered, padding, line[i]);
      } else {
        absl::StrAppend(&rendered, line[i], padding);
      }
    }
    absl::StripTrailingAsciiWhitespace(&rendered);
    absl::StrAppend(&text, rendered, "\n");
  }
  return text;
}

}  // namespace palimpsest

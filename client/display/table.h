#ifndef PALIMPSEST_CLIENT_DISPLAY_TABLE_H_
#define PALIMPSEST_CLIENT_DISPLAY_TABLE_H_

#include <string>
#include <vector>

namespace palimpsest {

// Rows of text in aligned columns, for people.
class Table {
 public:
  enum class Align { kLeft, kRight };
  struct Column {
    std::string title;
    Align align = Align::kLeft;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One cell for each column. Cells are made printable (printable.h); an empty one shows as "-".
  void AddRow(const std::vector<std::string>& cells);

  bool empty() const { return rows_.empty(); }

  // A line of titles, then a line a row, each ended by a line break; two spaces between columns, no
  // spaces at the end of a line. Widths are those on a terminal (ColumnsOf in printable.h).
  std::string Render() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_TABLE_H_

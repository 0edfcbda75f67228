#ifndef PALIMPSEST_CLIENT_DISPLAY_RESULT_COLUMNS_H_
#define PALIMPSEST_CLIENT_DISPLAY_RESULT_COLUMNS_H_

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// One fact about a job, for comparing many.
struct ResultColumn {
  // How people read a value: kFraction in per cent, kSeconds as a duration.
  enum class Kind { kText, kCount, kFraction, kReal, kSeconds };

  std::string name;
  Kind kind = Kind::kText;
  bool in_table = false;  // by default, where a job has a value
  // A string, a number, or null where the job has none (yet).
  std::function<nlohmann::json(const v1::Job&)> value;
};

// All columns in their order. Scripts rely on the names (DESIGN.md, "What scripts rely on").
const std::vector<ResultColumn>& ResultColumns();

// The columns of a table of these jobs when nobody says which.
std::vector<ResultColumn> DefaultTableColumns(const std::vector<v1::Job>& jobs);

// The columns of a list of names, "job,final_accuracy". INVALID_ARGUMENT naming an unknown one.
absl::StatusOr<std::vector<ResultColumn>> SelectColumns(absl::string_view names);

// Jobs as rows. All end with a line break.
std::string RenderResultsTable(const std::vector<ResultColumn>& columns,
                               const std::vector<v1::Job>& jobs);
// An array of flat objects, a column a key. Numbers are numbers, also 64-bit ones; times are
// RFC 3339, durations seconds.
std::string RenderResultsJson(const std::vector<ResultColumn>& columns,
                              const std::vector<v1::Job>& jobs);
// RFC 4180 but with "\n" between lines: a line of names, then a line a job; null is empty.
std::string RenderResultsCsv(const std::vector<ResultColumn>& columns,
                             const std::vector<v1::Job>& jobs);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_RESULT_COLUMNS_H_

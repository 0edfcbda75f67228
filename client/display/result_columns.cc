#include "client/display/result_columns.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/display/format.h"
#include "client/display/job_text.h"
#include "client/display/printable.h"
#include "client/display/table.h"
#include "client/job_files/closest_name.h"
#include "common/job/proto_time.h"

namespace palimpsest {
namespace {

using nlohmann::json;
using Kind = ResultColumn::Kind;

// A column of a message that only some jobs have.
template <typename Get>
std::function<json(const v1::Job&)> OfResult(Get get) {
  return [get](const v1::Job& job) { return job.has_result() ? json(get(job.result())) : json(); };
}

template <typename Get>
std::function<json(const v1::Job&)> OfEqualCapacity(Get get) {
  return [get](const v1::Job& job) {
    return job.result().has_equal_capacity() ? json(get(job.result().equal_capacity())) : json();
  };
}

// A time of jobs that have ended.
std::function<json(const v1::Job&)> Seconds(absl::Duration (*get)(const v1::Job&, absl::Time)) {
  return [get](const v1::Job& job) {
    if (!job.has_end_time()) return json();
    return json(absl::ToDoubleSeconds(get(job, FromProto(job.end_time()))));
  };
}

std::vector<ResultColumn> MakeColumns() {
  using Job = v1::Job;
  using Result = v1::JobResult;
  using Baseline = v1::BaselineResult;
  return {
      {"job", Kind::kText, true, [](const Job& job) { return job.name(); }},
      {"name", Kind::kText, true, [](const Job& job) { return job.spec().display_name(); }},
      {"state", Kind::kText, true, [](const Job& job) { return Job::State_Name(job.state()); }},
      {"model", Kind::kText, true, [](const Job& job) { return job.spec().model().name(); }},
      {"dataset", Kind::kText, false, [](const Job& job) { return job.spec().dataset().name(); }},
      {"strategy", Kind::kText, true,
       [](const Job& job) { return job.spec().scaling().strategy(); }},
      {"bits", Kind::kCount, true, [](const Job& job) { return job.spec().memory().bits(); }},
      {"shared_bits", Kind::kCount, true,
       [](const Job& job) { return job.spec().memory().shared_bits(); }},
      {"float_accuracy", Kind::kFraction, true,
       OfResult([](const Result& result) { return result.float_accuracy(); })},
      {"plain_accuracy", Kind::kFraction, true,
       OfResult([](const Result& result) { return result.plain_accuracy(); })},
      {"one_shot_accuracy", Kind::kFraction, true,
       OfResult([](const Result& result) { return result.one_shot_accuracy(); })},
      {"final_accuracy", Kind::kFraction, true,
       OfResult([](const Result& result) { return result.final_accuracy(); })},
      {"cells_per_weight", Kind::kReal, true,
       OfResult([](const Result& result) { return result.cells_per_weight(); })},
      {"capacity_factor", Kind::kReal, true,
       OfResult([](const Result& result) { return result.capacity_factor(); })},
      {"equal_capacity_bits", Kind::kCount, true,
       OfEqualCapacity([](const Baseline& baseline) { return baseline.bits(); })},
      {"equal_capacity_cells_per_weight", Kind::kReal, false,
       OfEqualCapacity([](const Baseline& baseline) { return baseline.cells_per_weight(); })},
      {"equal_capacity_one_shot_accuracy", Kind::kFraction, false,
       OfEqualCapacity([](const Baseline& baseline) { return baseline.one_shot_accuracy(); })},
      {"equal_capacity_final_accuracy", Kind::kFraction, true,
       OfEqualCapacity([](const Baseline& baseline) { return baseline.final_accuracy(); })},
      {"seed", Kind::kCount, true, [](const Job& job) { return job.spec().seed(); }},
      {"create_time", Kind::kText, false,
       [](const Job& job) { return Rfc3339Text(FromProto(job.create_time())); }},
      {"duration", Kind::kSeconds, false, Seconds(JobDuration)},
      {"run_time", Kind::kSeconds, true, Seconds(RunTime)},
      {"waiting_time", Kind::kSeconds, false, Seconds(WaitingTime)},
  };
}

std::string TableCell(const ResultColumn& column, const json& value) {
  if (value.is_null()) return "";
  switch (column.kind) {
    case Kind::kText:
      return value.get<std::string>();
    case Kind::kCount:
      return value.dump();
    case Kind::kFraction:
      return PercentText(value.get<double>());
    case Kind::kReal:
      return absl::StrFormat("%.3f", value.get<double>());
    case Kind::kSeconds:
      return DurationText(absl::Seconds(value.get<double>()));
  }
  return "";
}

std::string CsvCell(const json& value) {
  if (value.is_null()) return "";
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

// "float_accuracy" is "FLOAT" to a person who sees the per-cent signs below, and "equal_capacity"
// would make wide columns.
std::string TableTitle(absl::string_view name) {
  return absl::AsciiStrToUpper(absl::StrReplaceAll(absl::StripSuffix(name, "_accuracy"),
                                                   {{"equal_capacity_", "equal "}, {"_", " "}}));
}

}  // namespace

const std::vector<ResultColumn>& ResultColumns() {
  static const auto& columns = *new std::vector<ResultColumn>(MakeColumns());
  return columns;
}

std::vector<ResultColumn> DefaultTableColumns(const std::vector<v1::Job>& jobs) {
  std::vector<ResultColumn> columns;
  for (const ResultColumn& column : ResultColumns()) {
    const bool has_values =
        jobs.empty() || std::any_of(jobs.begin(), jobs.end(), [&column](const v1::Job& job) {
          return !column.value(job).is_null();
        });
    if (column.in_table && has_values) columns.push_back(column);
  }
  return columns;
}

absl::StatusOr<std::vector<ResultColumn>> SelectColumns(absl::string_view names) {
  std::vector<std::string> known;
  for (const ResultColumn& column : ResultColumns()) known.push_back(column.name);
  std::vector<ResultColumn> selected;
  for (const absl::string_view name : absl::StrSplit(names, ',')) {
    const size_t previous_size = selected.size();
    for (const ResultColumn& column : ResultColumns()) {
      if (column.name == name) selected.push_back(column);
    }
    if (selected.size() == previous_size) {
      return absl::InvalidArgumentError(
          absl::StrCat("--columns: unknown column ", Quoted(name), "; ", SuggestName(name, known)));
    }
  }
  return selected;
}

std::string RenderResultsTable(const std::vector<ResultColumn>& columns,
                               const std::vector<v1::Job>& jobs) {
  std::vector<Table::Column> titles;
  for (const ResultColumn& column : columns) {
    titles.push_back({TableTitle(column.name),
                      column.kind == Kind::kText ? Table::Align::kLeft : Table::Align::kRight});
  }
  Table table(titles);
  for (const v1::Job& job : jobs) {
    std::vector<std::string> cells;
    for (const ResultColumn& column : columns)
      cells.push_back(TableCell(column, column.value(job)));
    table.AddRow(cells);
  }
  return table.Render();
}

std::string RenderResultsJson(const std::vector<ResultColumn>& columns,
                              const std::vector<v1::Job>& jobs) {
  auto rows = nlohmann::ordered_json::array();
  for (const v1::Job& job : jobs) {
    auto row = nlohmann::ordered_json::object();
    for (const ResultColumn& column : columns) row[column.name] = column.value(job);
    rows.push_back(std::move(row));
  }
  // A name that is no UTF-8 must not be an exception.
  return absl::StrCat(rows.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace),
                      "\n");
}

std::string RenderResultsCsv(const std::vector<ResultColumn>& columns,
                             const std::vector<v1::Job>& jobs) {
  std::vector<std::string> cells;
  for (const ResultColumn& column : columns) cells.push_back(column.name);
  std::string csv = absl::StrCat(absl::StrJoin(cells, ","), "\n");
  for (const v1::Job& job : jobs) {
    cells.clear();
    for (const ResultColumn& column : columns) cells.push_back(CsvCell(column.value(job)));
    absl::StrAppend(&csv, absl::StrJoin(cells, ","), "\n");
  }
  return csv;
}

}  // namespace palimpsest

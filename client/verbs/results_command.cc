#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "client/display/result_columns.h"
#include "client/verbs/arguments.h"
#include "client/verbs/verbs.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

struct ResultsOptions {
  std::vector<std::string> jobs;
  std::string columns;
  int64_t limit = 0;
};

absl::StatusOr<std::vector<v1::Job>> FetchJobs(const ResultsOptions& options, JobsClient& client) {
  if (options.jobs.empty()) return client.ListJobs({v1::Job::SUCCEEDED}, options.limit);
  std::vector<v1::Job> jobs;
  for (const std::string& argument : options.jobs) {
    ASSIGN_OR_RETURN(const std::string name, JobNameOfArgument(argument));
    ASSIGN_OR_RETURN(jobs.emplace_back(), client.GetJob(name));
  }
  return jobs;
}

// Scripts get all columns, people those that fit on a screen.
absl::StatusOr<std::vector<ResultColumn>> ChooseColumns(const std::string& names,
                                                        OutputFormat format) {
  if (!names.empty()) return SelectColumns(names);
  std::vector<ResultColumn> columns;
  for (const ResultColumn& column : ResultColumns()) {
    if (column.in_table || format != OutputFormat::kTable) columns.push_back(column);
  }
  return columns;
}

absl::StatusOr<ExitCode> RunResults(const ResultsOptions& options, CommandContext& context) {
  ASSIGN_OR_RETURN(const std::vector<ResultColumn> columns,
                   ChooseColumns(options.columns, context.format));
  ASSIGN_OR_RETURN(const std::vector<v1::Job> jobs, FetchJobs(options, context.client()));
  std::ostream& out = context.console.out;
  switch (context.format) {
    case OutputFormat::kTable:
      out << RenderResultsTable(columns, jobs);
      break;
    case OutputFormat::kJson:
      out << RenderResultsJson(columns, jobs);
      break;
    case OutputFormat::kCsv:
      out << RenderResultsCsv(columns, jobs);
      break;
  }
  return ExitCode::kDone;
}

}  // namespace

void AddResultsCommand(CLI::App& app, Command& chosen) {
  const auto options = std::make_shared<ResultsOptions>();
  CLI::App* verb = app.add_subcommand("results", "Compare the results of jobs, a row each");
  verb->add_option("JOB", options->jobs, "Jobs: 17 or jobs/17 (default: all that succeeded)");
  verb->add_option("--columns", options->columns,
                   "Names with commas between them (default: all for csv and json)");
  AddLimitOption(*verb, options->limit);
  std::string columns;
  for (const ResultColumn& column : ResultColumns()) columns += "\n  " + column.name;
  verb->footer(
      "Formats: table, csv, json. Accuracies are per cent in the table and fractions elsewhere;\n"
      "duration is in seconds.\n"
      "Columns:" +
      columns +
      "\nExamples:\n"
      "  palimpsest results\n"
      "  palimpsest results 17 18 --format csv > results.csv\n"
      "  palimpsest results --columns job,strategy,final_accuracy --format json");
  verb->callback([options, &chosen] {
    chosen = [options](CommandContext& context) { return RunResults(*options, context); };
  });
}

}  // namespace palimpsest

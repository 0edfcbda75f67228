#include <algorithm>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "client/display/result_columns.h"
#include "client/verbs/arguments.h"
#include "client/verbs/verbs.h"
#include "common/base/status_macros.h"
#include "common/job/proto_time.h"

namespace palimpsest {
namespace {

struct ResultsOptions {
  std::vector<std::string> jobs;
  std::string columns;
  int64_t limit = 0;
};

// The newest `limit` of jobs that were named, in the order of the names; all if it is 0.
std::vector<v1::Job> NewestOf(std::vector<v1::Job> jobs, int64_t limit) {
  const auto count = static_cast<size_t>(limit);
  if (limit == 0 || jobs.size() <= count) return jobs;
  const auto created = [](const v1::Job& job) { return FromProto(job.create_time()); };
  std::vector<absl::Time> times;
  for (const v1::Job& job : jobs) times.push_back(created(job));
  std::sort(times.begin(), times.end(), std::greater<>());
  std::vector<v1::Job> newest;
  for (v1::Job& job : jobs) {
    if (newest.size() < count && created(job) >= times[count - 1]) newest.push_back(std::move(job));
  }
  return newest;
}

absl::StatusOr<std::vector<v1::Job>> FetchJobs(const ResultsOptions& options, ApiClient& client) {
  if (options.jobs.empty()) {
    ASSIGN_OR_RETURN(JobList list, client.ListJobs({v1::Job::SUCCEEDED}, options.limit));
    return std::move(list.jobs);
  }
  std::vector<v1::Job> jobs;
  for (const std::string& argument : options.jobs) {
    ASSIGN_OR_RETURN(const std::string name, JobNameOfArgument(argument));
    ASSIGN_OR_RETURN(jobs.emplace_back(), client.GetJob(name));
  }
  return NewestOf(std::move(jobs), options.limit);
}

absl::StatusOr<ExitCode> RunResults(const ResultsOptions& options, CommandContext& context) {
  // Before the server is asked for anything.
  std::vector<ResultColumn> columns = ResultColumns();
  if (!options.columns.empty()) {
    ASSIGN_OR_RETURN(columns, SelectColumns(options.columns));
  }
  ASSIGN_OR_RETURN(const std::vector<v1::Job> jobs, FetchJobs(options, context.client()));
  // Scripts get all columns, people those that tell something.
  if (options.columns.empty() && context.format == OutputFormat::kTable) {
    columns = DefaultTableColumns(jobs);
  }
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
      "times are in seconds: duration is run_time, of all attempts, and waiting_time.\n"
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

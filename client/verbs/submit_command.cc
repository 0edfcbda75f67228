#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "client/display/json_output.h"
#include "client/display/printable.h"
#include "client/job_files/job_file.h"
#include "client/job_files/set_option.h"
#include "client/remote/interrupt_scope.h"
#include "client/verbs/verbs.h"
#include "client/verbs/watch_job.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"

namespace palimpsest {
namespace {

// A flag that stands for a field of the spec.
struct FieldFlag {
  const char* flag;
  const char* field;
  const char* help;
};

constexpr FieldFlag kFieldFlags[] = {
    {"--name", "display_name", "A name for people"},
    {"--model", "model.name", "The network, e.g. lenet5"},
    {"--dataset", "dataset.name", "The data set, e.g. fashion-mnist"},
    {"--strategy", "scaling.strategy", "The scaling strategy, e.g. overlap"},
    {"--seed", "seed", "Seeds everything random"},
};

struct SubmitOptions {
  std::string file;
  // Flags that were given, with their values, in the order of kFieldFlags.
  std::vector<std::pair<FieldFlag, std::string>> fields;
  std::vector<std::string> assignments;
  std::string request_id;
  std::string user;
  bool watch = false;
};

absl::StatusOr<v1::JobSpec> MakeSpec(const SubmitOptions& options, std::istream& in) {
  v1::JobSpec spec;
  if (options.file.empty() && options.fields.empty() && options.assignments.empty()) {
    return absl::InvalidArgumentError(
        "nothing to submit: give a job file, or --model and --dataset; see 'palimpsest submit "
        "--help'");
  }
  if (!options.file.empty()) {
    ASSIGN_OR_RETURN(spec, ReadJobFile(options.file, in));
  }
  for (const auto& [flag, value] : options.fields) {
    RETURN_IF_ERROR(SetField(flag.flag, flag.field, value, spec));
  }
  for (const std::string& assignment : options.assignments) {
    RETURN_IF_ERROR(ApplySetOption(assignment, spec));
  }
  return spec;
}

absl::StatusOr<ExitCode> RunSubmit(const SubmitOptions& options, CommandContext& context) {
  v1::CreateJobRequest request;
  ASSIGN_OR_RETURN(*request.mutable_spec(), MakeSpec(options, context.console.in));
  request.set_request_id(options.request_id.empty() ? NewUuid4() : options.request_id);
  request.set_user(options.user);
  if (!options.watch) {
    ASSIGN_OR_RETURN(const v1::Job job, context.client().CreateJob(request));
    context.console.out << (context.format == OutputFormat::kJson ? ToJson(job)
                                                                  : Printable(job.name()) + "\n");
    return ExitCode::kDone;
  }
  Cancellation cancellation;
  InterruptScope interrupt_scope(cancellation);
  ASSIGN_OR_RETURN(const v1::Job job, context.client().CreateJob(request));
  return WatchJob(job.name(), cancellation, context);
}

}  // namespace

void AddSubmitCommand(CLI::App& app, Command& chosen) {
  const auto options = std::make_shared<SubmitOptions>();
  CLI::App* verb = app.add_subcommand("submit", "Submit a job and print its name");
  verb->add_option("FILE", options->file, "A job file, YAML or JSON; - is standard input");
  for (const FieldFlag& flag : kFieldFlags) {
    verb->add_option_function<std::string>(
        flag.flag,
        [options, flag](const std::string& value) { options->fields.emplace_back(flag, value); },
        flag.help);
  }
  verb->add_option(
          "--set", options->assignments,
          "FIELD=VALUE: sets any field of the job file, e.g. memory.bits=6, "
          "retraining.portions=[0.5,1] or, for layers whose name begins with fc, "
          "layers.fc.memory.bits=4 (layers[a.b] where it has dots); repeatable, after file "
          "and flags, the last one for a field counts")
      ->allow_extra_args(false);
  verb->add_flag("--watch", options->watch, "Watch the job until it ends, as 'watch' does");
  verb->add_option("--request-id", options->request_id,
                   "A UUID4 that makes repeats of this command the same job (default: a new one)");
  verb->add_option("--user", options->user, "Who submits")->envname("USER");
  verb->footer(
      "Examples:\n"
      "  palimpsest submit job.yaml --watch\n"
      "  palimpsest submit job.yaml --set scaling.strategy=sigma --set scaling.parameters.k=2.7\n"
      "  palimpsest submit job.yaml --set layers.conv1.keep_floating_point=true\n"
      "  palimpsest submit --model lenet5 --dataset fashion-mnist --strategy overlap --seed 7\n"
      "  job=$(palimpsest submit job.yaml)");
  verb->callback([options, &chosen] {
    chosen = [options](CommandContext& context) { return RunSubmit(*options, context); };
  });
}

}  // namespace palimpsest

#include "server/worker/flags.h"

#include <unistd.h>

#include <algorithm>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/build_info.h"
#include "common/job/slot.h"
#include "common/process/own_folder.h"

namespace palimpsest {
namespace {

constexpr char kDescription[] =
    "palimpsest-worker: runs the jobs of one slot. It leases them from a palimpsestd and runs them "
    "on a palimpsest-engine that it starts.";

constexpr char kExamples[] =
    "Examples:\n"
    "  palimpsest-worker --server lab7:7117 --work-dir /tmp/palimpsest-0 \\\n"
    "      --cache-dir ~/.cache/palimpsest/models \\\n"
    "      --dataset fashion-mnist=/usr/share/datasets/fashion-mnist\n"
    "\n"
    "A palimpsestd with --workers starts its own; a worker started by hand dials the server for as "
    "long as it takes.";

void ParseDataset(const std::string& text, std::map<std::string, std::string>& datasets) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('=', 1));
  if (parts.first.empty() || parts.second.empty()) {
    throw CLI::ValidationError("--dataset", absl::StrCat("\"", text, "\" is not NAME=DIR"));
  }
  datasets[parts.first] = parts.second;
}

absl::Duration ParseDuration(const std::string& flag, const std::string& text) {
  absl::Duration duration;
  if (!absl::ParseDuration(text, &duration) || duration < absl::ZeroDuration()) {
    throw CLI::ValidationError(flag,
                               absl::StrCat("\"", text, "\" is not a duration such as 10s or 2m"));
  }
  return duration;
}

Slot ReadSlot(const std::string& text) {
  absl::StatusOr<Slot> slot = ParseSlot(text);
  if (!slot.ok()) throw CLI::ValidationError("--slot", std::string(slot.status().message()));
  return *std::move(slot);
}

}  // namespace

void AddFlags(CLI::App& app, WorkerFlags& flags) {
  WorkerOptions& options = flags.options;
  options.engine.program = absl::StrCat(OwnFolder(), "/palimpsest-engine");
  options.engine.threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  options.backoff.seed = static_cast<uint64_t>(getpid());
  options.attempt.backoff.seed = options.backoff.seed;
  options.attempt.events.backoff.seed = options.backoff.seed;

  app.description(kDescription);
  app.footer(kExamples);
  app.set_version_flag("--version", std::string(BuildId()));
  app.add_option_function<std::string>(
         "--server",
         [&options](const std::string& text) {
           const auto address = Address::ParseDial("--server", text);
           if (!address.ok()) throw CLI::ValidationError(std::string(address.status().message()));
           options.server_address = *address;
         },
         "Address of the palimpsestd, HOST:PORT or unix:PATH")
      ->required();
  app.add_option_function<std::string>(
         "--slot", [&options](const std::string& text) { options.slot = ReadSlot(text); },
         "What jobs run on: cpu, cuda, or cuda:DEVICE with the index or the UUID of a GPU")
      ->default_str(options.slot.kind);
  app.add_option("--work-dir", options.attempt.work_dir,
                 "This worker's own folder for what a running job writes")
      ->required();
  app.add_option("--cache-dir", options.attempt.cache_dir,
                 "Where float baselines are kept; workers may share it")
      ->required();
  app.add_option_function<std::vector<std::string>>(
         "--dataset",
         [&options](const std::vector<std::string>& texts) {
           for (const std::string& text : texts) ParseDataset(text, options.attempt.datasets);
         },
         "A data set and its folder, NAME=DIR; repeatable")
      ->allow_extra_args(false);
  app.add_option("--engine", options.engine.program, "The engine program")->capture_default_str();
  app.add_option("--threads", options.engine.threads, "Threads of the engine")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app.add_option("--jobs-per-engine", options.jobs_per_engine,
                 "Jobs after which the engine is replaced by a fresh one")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option_function<std::string>(
         "--cancel-grace",
         [&options](const std::string& text) {
           options.attempt.cancel_grace = ParseDuration("--cancel-grace", text);
         },
         "What an engine has to stop a job in before it is killed")
      ->default_str(absl::FormatDuration(options.attempt.cancel_grace));
  app.add_option("--parent-fd", flags.parent_fd,
                 "Inherited descriptor; the worker exits when it reaches its end (set by "
                 "palimpsestd)")
      ->check(CLI::NonNegativeNumber);
}

}  // namespace palimpsest

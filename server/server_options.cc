#include "server/server_options.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/build_info.h"
#include "common/base/status_macros.h"
#include "common/job/known_names.h"
#include "common/process/own_folder.h"
#include "server/flags/parse_flags.h"

namespace palimpsest {
namespace {

constexpr char kProgram[] = "palimpsestd";

constexpr char kDescription[] =
    "palimpsestd: the server of Palimpsest. It queues jobs, starts and looks after the workers of "
    "this machine, and "
    "keeps every result.";

constexpr char kExamples[] =
    "Examples:\n"
    "  palimpsestd                                     one CPU worker on 127.0.0.1:7117\n"
    "  palimpsestd --workers cpu:2 --data-dir /data    two of them, everything kept in /data\n"
    "  palimpsestd --dataset mnist=/datasets/mnist     with a data set of your own (IDX files)\n"
    "  palimpsestd --listen 127.0.0.1:0 --port-file p  a port of the system's choice, written into "
    "the file p\n"
    "\n"
    "SIGTERM or Ctrl-C stops it: running jobs go back to the queue and go on after the next start.";

constexpr int kMaxSlotsOfAKind = 64;

std::string DefaultDataDir() {
  const char* const data_home = std::getenv("XDG_DATA_HOME");
  if (data_home != nullptr && *data_home != '\0') return absl::StrCat(data_home, "/palimpsest");
  const char* const home = std::getenv("HOME");
  return absl::StrCat(home != nullptr ? home : "", "/.local/share/palimpsest");
}

// Below, heartbeats would keep the machine busy; above, a lost worker would not be noticed.
constexpr absl::Duration kShortestTime = absl::Milliseconds(10);
constexpr absl::Duration kLongestTime = absl::Hours(24);

absl::StatusOr<absl::Duration> ParseTime(absl::string_view flag, const std::string& text) {
  absl::Duration duration;
  if (!absl::ParseDuration(text, &duration)) {
    return absl::InvalidArgumentError(
        absl::StrCat(flag, ": \"", text, "\" is not a duration such as 15s or 2m"));
  }
  if (duration < kShortestTime || duration > kLongestTime) {
    return absl::InvalidArgumentError(
        absl::StrCat(flag, ": must be ", absl::FormatDuration(kShortestTime), " to ",
                     absl::FormatDuration(kLongestTime), ", got ", text));
  }
  return duration;
}

bool IsReadableFolder(const std::string& folder) {
  return access(folder.c_str(), R_OK | X_OK) == 0;
}

// The flags as they were written.
struct Texts {
  std::string listen = Address().text();
  std::string workers = "cpu:1";
  std::vector<std::string> datasets;
  std::string lease_timeout = "15s";
  std::string heartbeat_interval = "2s";
};

void AddFlags(CLI::App& app, ServerOptions& options, Texts& texts) {
  app.add_option("--listen", texts.listen,
                 "address to listen on, HOST:PORT or unix:PATH; port 0 lets the system choose")
      ->capture_default_str();
  app.add_flag("--insecure", options.insecure,
               "allow --listen on more than this machine: anybody who reaches the port may use it");
  app.add_option("--port-file", options.port_file, "file to write the port into once serving");
  app.add_option("--data-dir", options.data_dir, "folder of database, artifacts and caches")
      ->capture_default_str();
  app.add_option("--workers", texts.workers,
                 "local workers, KIND:COUNT[,...] of cpu and cuda; empty for none")
      ->capture_default_str();
  app.add_option(
         "--dataset", texts.datasets,
         "a further data set that jobs may use, NAME=DIR; may be repeated. fashion-mnist is "
         "there by itself where Debian's package is installed")
      ->allow_extra_args(false);
  app.add_option("--lease-timeout", texts.lease_timeout,
                 "a worker that is silent for so long is lost")
      ->capture_default_str();
  app.add_option("--heartbeat-interval", texts.heartbeat_interval, "how often workers report")
      ->capture_default_str();
  app.add_option("--worker-program", options.worker_program, "path of palimpsest-worker")
      ->capture_default_str();
  app.add_option("--engine-program", options.engine_program, "path of palimpsest-engine")
      ->capture_default_str();
}

// Those of the flags, and of the machine's those that are there and that no flag names.
absl::StatusOr<std::map<std::string, std::string>> ReadDatasets(
    const std::vector<std::string>& texts, const Machine& machine) {
  std::map<std::string, std::string> datasets;
  for (const std::string& text : texts) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('=', 1));
    if (parts.first.empty() || parts.second.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("--dataset: \"", text, "\" is not NAME=DIR"));
    }
    if (!datasets.insert(parts).second) {
      return absl::InvalidArgumentError(absl::StrCat("--dataset: ", parts.first,
                                                     " is named twice, as ", datasets[parts.first],
                                                     " and as ", parts.second));
    }
  }
  for (const auto& dataset : machine.datasets) {
    if (IsReadableFolder(dataset.second)) datasets.insert(dataset);
  }
  if (datasets.empty()) {
    return absl::InvalidArgumentError(
        "--dataset: there is none that jobs could use; install dataset-fashion-mnist, or name one, "
        "NAME=DIR");
  }
  return datasets;
}

absl::Status CheckDevices(const std::vector<std::string>& slots, const Machine& machine) {
  const auto wanted = absl::c_count(slots, "cuda");
  if (wanted == 0) return absl::OkStatus();
  const int devices = machine.count_cuda_devices();
  if (devices >= wanted) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("--workers: cuda:", wanted, " is more than the NVIDIA devices of this machine, ",
                   devices, "; see nvidia-smi"));
}

absl::Status ReadTexts(const Texts& texts, const Machine& machine, ServerOptions& options) {
  ASSIGN_OR_RETURN(options.listen, Address::ParseListen("--listen", texts.listen));
  ASSIGN_OR_RETURN(options.slots, ParseSlots(texts.workers));
  RETURN_IF_ERROR(CheckDevices(options.slots, machine));
  ASSIGN_OR_RETURN(options.datasets, ReadDatasets(texts.datasets, machine));
  ASSIGN_OR_RETURN(options.lease_timeout, ParseTime("--lease-timeout", texts.lease_timeout));
  ASSIGN_OR_RETURN(options.heartbeat_interval,
                   ParseTime("--heartbeat-interval", texts.heartbeat_interval));
  return options.Validate();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ParseSlots(absl::string_view text) {
  std::vector<std::string> slots;
  if (text.empty()) return slots;
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    const std::pair<std::string, std::string> fields =
        absl::StrSplit(part, absl::MaxSplits(':', 1));
    int count = 0;
    if (!absl::c_linear_search(DeviceNames(), fields.first) ||
        !absl::SimpleAtoi(fields.second, &count) || count < 1 || count > kMaxSlotsOfAKind) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--workers: \"", part, "\" is not KIND:COUNT, such as cpu:1, with a count of 1 to ",
          kMaxSlotsOfAKind));
    }
    slots.insert(slots.end(), static_cast<size_t>(count), fields.first);
  }
  return slots;
}

absl::Status ServerOptions::Validate() const {
  if (!insecure && !listen.is_local()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--listen: ", listen.text(),
                     " is open to other machines, without encryption or passwords; listen on "
                     "127.0.0.1, or add --insecure if the network is trusted"));
  }
  for (const auto& [name, folder] : datasets) {
    if (!IsReadableFolder(folder)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--dataset: cannot read the folder ", folder, " of ", name,
                       "; install the data set or name another folder"));
    }
  }
  if (heartbeat_interval * 2 > lease_timeout) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--lease-timeout: must be at least twice --heartbeat-interval, got ",
        absl::FormatDuration(lease_timeout), " and ", absl::FormatDuration(heartbeat_interval)));
  }
  return absl::OkStatus();
}

int ParseServerOptions(int argc, char** argv, ServerOptions& options, const Machine& machine) {
  options.data_dir = DefaultDataDir();
  options.worker_program = OwnFolder() + "/palimpsest-worker";
  options.engine_program = OwnFolder() + "/palimpsest-engine";
  Texts texts;
  CLI::App app(kDescription);
  app.footer(kExamples);
  app.set_version_flag("--version", std::string(BuildId()));
  AddFlags(app, options, texts);
  const int exit_code = ParseFlags(app, kProgram, argc, argv);
  if (exit_code >= 0) return exit_code;
  const absl::Status status = ReadTexts(texts, machine, options);
  return status.ok() ? -1 : UsageError(kProgram, status);
}

}  // namespace palimpsest

// palimpsest-engine: runs jobs with LibTorch for the worker at the other end of an inherited
// socket.

#include <cstdlib>
#include <string>
#include <thread>
#include <utility>

#include "CLI/CLI.hpp"
#include "common/base/build_info.h"
#include "common/process/stop_signals.h"
#include "server/engine/engine_session.h"
#include "server/engine/job_runner.h"
#include "server/engine/torch_runtime.h"
#include "server/flags/parse_flags.h"

namespace palimpsest {
namespace {

constexpr char kProgram[] = "palimpsest-engine";

struct Flags {
  int socket_fd = -1;
  int threads = static_cast<int>(std::thread::hardware_concurrency());
};

v1::Hello MakeHello() {
  v1::Hello hello;
  hello.set_build_id(std::string(BuildId()));
  hello.set_libtorch_version(std::string(LibTorchVersion()));
  for (std::string& device : UsableDevices()) hello.add_devices(std::move(device));
  return hello;
}

int Serve(const Flags& flags) {
  // Deterministic cuBLAS needs its workspace fixed before CUDA starts.
  setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*overwrite=*/0);
  InitializeTorch(flags.threads);
  EngineSession session(flags.socket_fd, [&flags](const v1::RunJob& job, RunEvents& events) {
    absl::StatusOr<JobOutput> output = RunWholeJob(job, flags.threads, events);
    if (!output.ok()) return MakeRunEnded(output.status());
    v1::RunEnded ended;
    *ended.mutable_result() = std::move(output->result);
    for (v1::Artifact& artifact : output->artifacts) *ended.add_artifacts() = std::move(artifact);
    return ended;
  });
  return ExitCodeOf(kProgram, session.Serve(MakeHello()));
}

}  // namespace
}  // namespace palimpsest

int main(int argc, char** argv) {
  palimpsest::IgnoreBrokenPipes();
  palimpsest::Flags flags;
  CLI::App app(
      "palimpsest-engine runs quantize-scale-retrain jobs with LibTorch. palimpsest-worker starts "
      "it "
      "and talks to it in frames (proto/palimpsest/v1/engine.proto) over an inherited socket.");
  app.add_option("--socket-fd", flags.socket_fd, "the inherited socket's file descriptor")
      ->required()
      ->check(CLI::NonNegativeNumber);
  app.add_option("--threads", flags.threads, "CPU threads (default: all cores)")
      ->check(CLI::Range(1, 1024));
  app.set_version_flag("--version", std::string(palimpsest::BuildId()));
  app.footer("Example (what a worker does): palimpsest-engine --socket-fd 3 --threads 2");
  const int exit_code = palimpsest::ParseFlags(app, palimpsest::kProgram, argc, argv);
  if (exit_code >= 0) return exit_code;
  return palimpsest::Serve(flags);
}

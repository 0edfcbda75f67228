// A palimpsest-engine without LibTorch, for tests of what is around it: speaks the frames of
// engine.proto, computes nothing, and behaves as the job's display_name says:
//   succeed          reports progress, metrics and a log line, writes two artifacts (the default)
//   metrics=N        so, with N metrics
//   artifact=BYTES   so, with one artifact of that size; NO_SPACE if it cannot be written
//   huge-log         so, with a log line of 8 MiB
//   wrong-hash       so, but announces a SHA-256 that is not the artifact's
//   huge-result      a result of 6 MiB
//   bad-outcome      ends without an outcome
//   fail=KIND        fails with this v1.Failure.Kind, and would run another job
//   crash            kills itself with SIGSEGV
//   exit             exits with status 3
//   broken-frame     announces a frame of 4 GiB
//   second-hello     says hello twice
//   environment=NAME succeeds with a log line NAME=VALUE, of its own environment
//   hang             runs until it is cancelled
//   ignore-cancel    runs for ever
// It has cuda if CUDA_VISIBLE_DEVICES shows it something. A name that ends with "-once" holds for
// the first attempt of a job; later ones succeed.
#include <signal.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/build_info.h"
#include "common/base/files.h"
#include "common/base/framing.h"
#include "common/base/sha256.h"
#include "common/process/poll.h"
#include "palimpsest/v1/engine.pb.h"

namespace palimpsest {
namespace {

class FakeEngine {
 public:
  explicit FakeEngine(int socket_fd) : socket_fd_(socket_fd) {}

  int Main() {
    SendHello();
    while (true) {
      const v1::ToEngine frame = Read();
      // A cancel that crossed the end of its run is nobody's.
      if (frame.has_run()) Run(frame.run());
    }
  }

 private:
  v1::ToEngine Read() {
    const auto bytes = ReadFrame(socket_fd_);
    v1::ToEngine frame;
    if (!bytes.ok() || !frame.ParseFromString(*bytes)) std::exit(EXIT_SUCCESS);
    return frame;
  }

  void Send(const v1::FromEngine& frame) {
    if (!WriteFrame(socket_fd_, frame.SerializeAsString()).ok()) std::exit(EXIT_FAILURE);
  }

  static std::string Variable(const std::string& name) {
    const char* const value = std::getenv(name.c_str());
    return value == nullptr ? "" : value;
  }

  void SendHello() {
    v1::FromEngine frame;
    frame.mutable_hello()->set_build_id(std::string(BuildId()));
    frame.mutable_hello()->set_libtorch_version("fake");
    frame.mutable_hello()->add_devices("cpu");
    if (!Variable("CUDA_VISIBLE_DEVICES").empty()) frame.mutable_hello()->add_devices("cuda");
    Send(frame);
  }

  void SendProgress(v1::Progress::Phase phase, double fraction) {
    v1::FromEngine frame;
    frame.mutable_event()->mutable_progress()->set_phase(phase);
    frame.mutable_event()->mutable_progress()->set_fraction(fraction);
    Send(frame);
  }

  void SendMetric(int64_t step) {
    v1::FromEngine frame;
    v1::Metric& metric = *frame.mutable_event()->mutable_metric();
    metric.set_name("train_loss");
    metric.set_phase(v1::Progress::TRAINING);
    metric.set_step(step);
    metric.set_value(1.0 / static_cast<double>(step));
    Send(frame);
  }

  void SendLog(const std::string& text) {
    v1::FromEngine frame;
    frame.mutable_event()->mutable_log()->set_severity(v1::LogLine::INFO);
    frame.mutable_event()->mutable_log()->set_text(text);
    Send(frame);
  }

  void SendFailure(v1::Failure::Kind kind, absl::string_view message) {
    v1::FromEngine frame;
    frame.mutable_ended()->mutable_failure()->set_kind(kind);
    frame.mutable_ended()->mutable_failure()->set_message(std::string(message));
    Send(frame);
  }

  void HangUntilCancelled() {
    SendMetric(1);
    SendProgress(v1::Progress::TRAINING, 0.5);
    while (!Read().has_cancel()) {
    }
    v1::FromEngine frame;
    frame.mutable_ended()->mutable_cancelled();
    Send(frame);
  }

  void Run(const v1::RunJob& run) {
    std::string behaviour = run.spec().display_name();
    if (absl::EndsWith(behaviour, "-once")) {
      behaviour = absl::EndsWith(run.work_dir(), "-attempts-1")
                      ? std::string(absl::StripSuffix(behaviour, "-once"))
                      : "succeed";
    }
    v1::Failure::Kind kind = v1::Failure::KIND_UNSPECIFIED;
    if (v1::Failure::Kind_Parse(std::string(absl::StripPrefix(behaviour, "fail=")), &kind)) {
      return SendFailure(kind, "a failure, as ordered");
    }
    if (behaviour == "hang") return HangUntilCancelled();
    if (behaviour == "second-hello") return SendHello();
    if (behaviour == "bad-outcome") {
      v1::FromEngine frame;
      frame.mutable_ended();
      return Send(frame);
    }
    if (behaviour == "crash") {
      SendMetric(1);
      signal(SIGSEGV, SIG_DFL);
      raise(SIGSEGV);
    }
    if (behaviour == "exit") std::exit(3);
    if (behaviour == "broken-frame") {
      [[maybe_unused]] const ssize_t n = write(socket_fd_, "\xff\xff\xff\xff", 4);
    }
    if (behaviour == "ignore-cancel" || behaviour == "broken-frame") {
      SendProgress(v1::Progress::TRAINING, 0.5);
      while (true) Read();
    }
    Succeed(behaviour, run.work_dir());
  }

  void Succeed(absl::string_view behaviour, const std::string& work_dir) {
    int64_t metrics = 3;
    if (absl::ConsumePrefix(&behaviour, "metrics=")) (void)absl::SimpleAtoi(behaviour, &metrics);
    int64_t artifact_bytes = 1000;
    if (absl::ConsumePrefix(&behaviour, "artifact=")) {
      (void)absl::SimpleAtoi(behaviour, &artifact_bytes);
    }
    SendProgress(v1::Progress::LOADING, 0);
    if (absl::ConsumePrefix(&behaviour, "environment=")) {
      SendLog(absl::StrCat(behaviour, "=", Variable(std::string(behaviour))));
    }
    SendLog(behaviour == "huge-log" ? std::string(size_t{8} << 20, 'x') : "a fake engine at work");
    for (int64_t step = 1; step <= metrics; ++step) {
      SendMetric(step);
      SendProgress(v1::Progress::TRAINING, static_cast<double>(step) / (metrics + 1.0));
    }
    std::string csv = "name,phase,step,value\n";
    const std::map<std::string, std::string> files = {
        {"memory_image.plm", std::string(static_cast<size_t>(artifact_bytes), 'm')},
        {"metrics.csv", csv}};
    v1::FromEngine frame;
    v1::RunEnded& ended = *frame.mutable_ended();
    for (const auto& [name, content] : files) {
      const absl::Status written = WriteFileAtomically(absl::StrCat(work_dir, "/", name), content);
      if (!written.ok()) {
        return SendFailure(
            absl::IsResourceExhausted(written) ? v1::Failure::NO_SPACE : v1::Failure::INTERNAL,
            written.message());
      }
      v1::Artifact& artifact = *ended.add_artifacts();
      artifact.set_file_name(name);
      artifact.set_size_bytes(static_cast<int64_t>(content.size()));
      artifact.set_sha256(behaviour == "wrong-hash" ? std::string(64, '0') : Sha256Hex(content));
    }
    v1::JobResult& result = *ended.mutable_result();
    result.set_float_accuracy(0.9125);
    result.set_plain_accuracy(0.9120);
    result.set_one_shot_accuracy(0.8500);
    result.set_final_accuracy(0.9110);
    result.set_cells_per_weight(4.0);
    result.set_capacity_factor(2.0);
    if (behaviour == "huge-result") {
      result.set_evaluated_weights_sha256(std::string(size_t{6} << 20, 'f'));
    }
    SendProgress(v1::Progress::REPORTING, 1);
    Send(frame);
  }

  const int socket_fd_;
};

}  // namespace
}  // namespace palimpsest

int main(int argc, char** argv) {
  // As palimpsest-engine: --socket-fd N --threads N.
  int socket_fd = -1;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (absl::string_view(argv[i]) == "--socket-fd")
      (void)absl::SimpleAtoi(argv[i + 1], &socket_fd);
  }
  return palimpsest::FakeEngine(socket_fd).Main();
}

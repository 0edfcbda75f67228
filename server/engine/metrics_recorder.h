#ifndef PALIMPSEST_SERVER_ENGINE_METRICS_RECORDER_H_
#define PALIMPSEST_SERVER_ENGINE_METRICS_RECORDER_H_

#include <string>
#include <vector>

#include "palimpsest/v1/jobs.pb.h"
#include "server/engine/run_events.h"

namespace palimpsest {

// Passes everything on, and keeps the metrics for the artifact. Not thread-safe.
class MetricsRecorder final : public RunEvents {
 public:
  // `next` must outlive the recorder.
  explicit MetricsRecorder(RunEvents& next) : next_(next) {}

  void Report(const v1::Progress& progress) override { next_.Report(progress); }
  void Report(const v1::Metric& metric) override;
  void Log(v1::LogLine::Severity severity, absl::string_view text) override {
    next_.Log(severity, text);
  }
  bool cancelled() const override { return next_.cancelled(); }

  // "step,phase,name,value" and a line for each metric so far; values read back to the same double.
  // Speeds are left out: they are the only metric that differs between two runs of one spec.
  std::string ToCsv() const;

 private:
  RunEvents& next_;
  std::vector<v1::Metric> metrics_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_METRICS_RECORDER_H_

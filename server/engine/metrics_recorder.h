#ifndef PALIMPSEST_SERVER_ENGINE_METRICS_RECORDER_H_
#define PALIMPSEST_SERVER_ENGINE_METRICS_RECORDER_H_

#include <vector>

#include "palimpsest/v1/jobs.pb.h"
#include "server/engine/run_events.h"

namespace palimpsest {

// Passes everything on, and keeps the metrics. Not thread-safe.
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

  const std::vector<v1::Metric>& metrics() const { return metrics_; }

 private:
  RunEvents& next_;
  std::vector<v1::Metric> metrics_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_METRICS_RECORDER_H_

#ifndef PALIMPSEST_SERVER_ENGINE_METRICS_RECORDER_H_
#define PALIMPSEST_SERVER_ENGINE_METRICS_RECORDER_H_

#include <string>
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

// "step,phase,name,value" and a line for each metric; values read back to the same double. Speeds
// are left out: they are the only metric that differs between two runs of one spec.
std::string MetricsCsv(const google::protobuf::RepeatedPtrField<v1::Metric>& metrics);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_METRICS_RECORDER_H_

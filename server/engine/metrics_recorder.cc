#include "server/engine/metrics_recorder.h"

#include "absl/strings/str_format.h"

namespace palimpsest {

void MetricsRecorder::Report(const v1::Metric& metric) {
  metrics_.push_back(metric);
  next_.Report(metric);
}

std::string MetricsCsv(const google::protobuf::RepeatedPtrField<v1::Metric>& metrics) {
  std::string csv = "step,phase,name,value\n";
  for (const v1::Metric& metric : metrics) {
    if (metric.name() == "images_per_second") continue;
    absl::StrAppendFormat(&csv, "%d,%s,%s,%.17g\n", metric.step(),
                          v1::Progress::Phase_Name(metric.phase()), metric.name(), metric.value());
  }
  return csv;
}

}  // namespace palimpsest

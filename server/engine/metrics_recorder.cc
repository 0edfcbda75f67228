#include "server/engine/metrics_recorder.h"

namespace palimpsest {

void MetricsRecorder::Report(const v1::Metric& metric) {
  metrics_.push_back(metric);
  next_.Report(metric);
}

}  // namespace palimpsest

#ifndef PALIMPSEST_COMMON_JOB_METRICS_CSV_H_
#define PALIMPSEST_COMMON_JOB_METRICS_CSV_H_

#include <string>

#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// The artifact metrics.csv: "step,phase,name,value" and a line for each metric; values read back to
// the same double. Speeds are left out: they are the only metric that differs between two runs of
// one spec.
std::string MetricsCsv(const google::protobuf::RepeatedPtrField<v1::Metric>& metrics);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_METRICS_CSV_H_

#ifndef PALIMPSEST_COMMON_RETRAINING_LAYER_REPORT_H_
#define PALIMPSEST_COMMON_RETRAINING_LAYER_REPORT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/stop_token.h"
#include "common/memory/memory_plan.h"
#include "common/memory/memory_stats.h"

namespace palimpsest {

// What is known of a layer after its encoding. Figures of the scale are means over the channels.
struct LayerReport {
  int64_t weights = 0;
  double alpha = 0;  // the value of the largest code
  double delta = 0;
  double zero_point = 0;
  double alpha_over_sigma = 0;  // standard deviation of the weights; 0 where that is 0
  double alpha_over_max = 0;    // largest absolute weight; 0 where that is 0
  double clipped_fraction = 0;  // weights beyond the values of the first and the last code
  double sqnr_db = 0;
  double mse = 0;
  MemoryStats memory;  // of the whole group, where the layer shares its tiles with others
};

// Of a tensor of the plan. `weights` are in floating point, `decoded` what the memory holds
// instead; both are as long as the tensor. CANCELLED after a stop.
absl::StatusOr<LayerReport> ReportLayer(const MemoryPlan& plan, int tensor,
                                        absl::Span<const float> weights,
                                        absl::Span<const float> decoded,
                                        const StopToken& stop = {});

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_RETRAINING_LAYER_REPORT_H_

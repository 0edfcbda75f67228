#ifndef PALIMPSEST_SERVER_ENGINE_LAYER_RECORDS_H_
#define PALIMPSEST_SERVER_ENGINE_LAYER_RECORDS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/memory/memory_plan.h"
#include "common/retraining/frozen_tiles.h"
#include "common/tensors/safetensors.h"
#include "server/engine/job_setup.h"
#include "server/engine/run_state.h"

namespace palimpsest {

// The layers of the memory at hand as the state has them, each a group of its own, in the order of
// setup.weights. DATA_LOSS naming the layer that is missing or does not fit.
absl::StatusOr<std::vector<FrozenTiles>> RestoreLayers(const JobSetup& setup,
                                                       const v1::RunRecord& record);
// The inverse.
void SaveLayers(const std::vector<FrozenTiles>& layers, v1::RunRecord& record);

// How one weight lies in the memory. INVALID_ARGUMENT as MemoryPlan::Create.
absl::StatusOr<MemoryPlan> PlanOfLayer(const MemoryOptions& memory, const WeightInfo& weight,
                                       Scale scale);

// The tensor of a weight in a state's list. DATA_LOSS naming it if it is missing or has another
// shape.
absl::StatusOr<const NamedTensor*> FindWeight(const std::vector<NamedTensor>& tensors,
                                              const WeightInfo& weight);
absl::StatusOr<NamedTensor*> FindWeight(std::vector<NamedTensor>& tensors,
                                        const WeightInfo& weight);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_LAYER_RECORDS_H_

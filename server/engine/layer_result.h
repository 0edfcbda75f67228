#ifndef PALIMPSEST_SERVER_ENGINE_LAYER_RESULT_H_
#define PALIMPSEST_SERVER_ENGINE_LAYER_RESULT_H_

#include <string>

#include "common/retraining/layer_report.h"
#include "palimpsest/v1/result.pb.h"

namespace palimpsest {

// The report of the layer `name` as the result of a job has it, without what only the run knows:
// starts and time of the encoder.
v1::LayerResult ToLayerResult(const std::string& name, const LayerReport& report);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_LAYER_RESULT_H_

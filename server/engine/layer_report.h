#ifndef PALIMPSEST_SERVER_ENGINE_LAYER_REPORT_H_
#define PALIMPSEST_SERVER_ENGINE_LAYER_REPORT_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/memory/memory_options.h"
#include "common/memory/scale.h"
#include "palimpsest/v1/result.pb.h"

namespace palimpsest {

// What is known of a layer after its one-shot encoding.
struct LayerFacts {
  std::string name;
  absl::Span<const float> weights;  // floating point
  absl::Span<const float> decoded;  // what the memory holds instead
  const Scale& scale;
  const MemoryOptions& memory;
  int encoder_starts = 1;
  absl::Duration encode_time;
};

v1::LayerResult MakeLayerResult(const LayerFacts& facts);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_LAYER_REPORT_H_

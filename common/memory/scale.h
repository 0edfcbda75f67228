#ifndef PALIMPSEST_COMMON_MEMORY_SCALE_H_
#define PALIMPSEST_COMMON_MEMORY_SCALE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace palimpsest {

// The value of a code: the one expression that everything which reads a memory uses, so that the
// weights of an image, of a safetensors file and of the evaluated network are the same bits.
inline float Dequantize(int code, float delta, float zero_point) {
  return delta * (static_cast<float>(code) - zero_point);
}

// How the weights of a layer map to codes: w = delta * (q - z). One delta and z for the layer, or
// one for each output channel (a channel is `weights / delta.size()` consecutive weights).
struct Scale {
  std::vector<float> delta;       // > 0
  std::vector<float> zero_point;  // as long as delta

  size_t channel_of(size_t weight_index, size_t weight_count) const {
    return delta.size() == 1 ? 0 : weight_index / (weight_count / delta.size());
  }
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_SCALE_H_

#ifndef PALIMPSEST_COMMON_MEMORY_SCALE_H_
#define PALIMPSEST_COMMON_MEMORY_SCALE_H_

#include <cstddef>
#include <vector>

namespace palimpsest {

// What the codes of a channel stand for. The only place that says so: whatever reads a memory uses
// it, so that the weights of an image, of a safetensors file and of the evaluated network are the
// same bits.
struct ChannelScale {
  float delta = 1;  // > 0
  float zero_point = 0;

  // The value of a code in units of delta.
  float UnitValueOf(int code) const { return static_cast<float>(code) - zero_point; }
  float ValueOf(int code) const { return delta * UnitValueOf(code); }
  // The code, between codes as a rule, that would stand for `weight` exactly.
  double TargetOf(float weight) const { return weight / double{delta} + zero_point; }
};

// The scale of a tensor: one delta and zero point for all its weights, or one for each output
// channel (equally long runs of consecutive weights).
struct Scale {
  std::vector<float> delta;
  std::vector<float> zero_point;  // as long as delta

  size_t channels() const { return delta.size(); }
  ChannelScale channel(size_t channel) const { return {delta[channel], zero_point[channel]}; }
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_SCALE_H_

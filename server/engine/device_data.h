#ifndef PALIMPSEST_SERVER_ENGINE_DEVICE_DATA_H_
#define PALIMPSEST_SERVER_ENGINE_DEVICE_DATA_H_

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "common/base/random.h"
#include "server/engine/idx_dataset.h"

namespace palimpsest {

// How training pictures are varied: a horizontal flip with probability 1/2, and a shift by up to
// `crop_padding` pixels each way (pad with black, crop back to size).
struct Augmentation {
  bool flip = false;
  int crop_padding = 0;
};

// Pictures, [batch, 1, height, width] float32, normalized, and their classes, [batch] int64.
struct Batch {
  torch::Tensor images;
  torch::Tensor labels;
};

// One half of a data set on a device, as bytes; batches are normalized on the device. Immutable;
// thread-safe.
class DeviceData {
 public:
  DeviceData(const ImageSet& set, double mean, double deviation, torch::Device device);

  int64_t size() const { return labels_.size(0); }

  // The pictures `indices`, varied by draws from `random`.
  Batch Gather(const std::vector<int64_t>& indices, const Augmentation& augmentation,
               Random& random) const;
  // The pictures from `begin` on, at most `count`, as they are.
  Batch Slice(int64_t begin, int64_t count) const;

 private:
  torch::Tensor Normalize(const torch::Tensor& bytes) const;

  torch::Tensor pixels_;  // [count, 1, height, width] uint8
  torch::Tensor labels_;  // [count] int64
  double mean_;
  double deviation_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_DEVICE_DATA_H_

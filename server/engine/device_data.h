#ifndef PALIMPSEST_SERVER_ENGINE_DEVICE_DATA_H_
#define PALIMPSEST_SERVER_ENGINE_DEVICE_DATA_H_

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "common/base/random.h"
#include "server/engine/image_data.h"

namespace palimpsest {

// How training pictures are varied: a horizontal flip with probability 1/2, and a shift by up to
// `crop_padding` pixels each way (pad with black, crop back to size).
struct Augmentation {
  bool flip = false;
  int crop_padding = 0;
};

// Pictures, [batch, channels, height, width] float32, normalized, and their classes, [batch] int64.
struct Batch {
  torch::Tensor images;
  torch::Tensor labels;
};

// One half of a data set on a device, as bytes; batches are normalized on the device. Immutable;
// thread-safe.
class DeviceData {
 public:
  // `mean` and `deviation` of each channel, of pixels / 255; the deviations are > 0.
  DeviceData(const ImageSet& set, const std::vector<double>& mean,
             const std::vector<double>& deviation, torch::Device device);

  int64_t size() const { return labels_.size(0); }
  torch::Device device() const { return labels_.device(); }

  // The pictures `indices`, varied by draws from `random`.
  Batch Gather(const std::vector<int64_t>& indices, const Augmentation& augmentation,
               Random& random) const;
  // The pictures from `begin` on, at most `count`, as they are.
  Batch Slice(int64_t begin, int64_t count) const;

 private:
  torch::Tensor Normalize(const torch::Tensor& bytes) const;

  torch::Tensor pixels_;  // [count, channels, height, width] uint8
  torch::Tensor labels_;  // [count] int64
  // Of pixels in 0..255, [1, channels, 1, 1] float32.
  torch::Tensor mean_;
  torch::Tensor deviation_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_DEVICE_DATA_H_

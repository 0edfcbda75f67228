#include "server/engine/device_data.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace palimpsest {
namespace {

// [batch] values drawn by `draw`, on the device.
template <typename Draw>
torch::Tensor DrawEach(size_t count, torch::Device device, Draw draw) {
  std::vector<int64_t> values(count);
  for (int64_t& value : values) value = static_cast<int64_t>(draw());
  return torch::tensor(values, torch::kInt64).to(device);
}

torch::Tensor FlipSome(const torch::Tensor& images, Random& random) {
  const torch::Tensor flips = DrawEach(static_cast<size_t>(images.size(0)), images.device(),
                                       [&] { return random.Below(2); });
  return torch::where(flips.view({-1, 1, 1, 1}) == 1, images.flip(3), images);
}

torch::Tensor ShiftEach(const torch::Tensor& images, int padding, Random& random) {
  const int64_t count = images.size(0);
  const int64_t channels = images.size(1);
  const int64_t height = images.size(2);
  const int64_t width = images.size(3);
  const auto offsets = [&] {
    return DrawEach(static_cast<size_t>(count), images.device(),
                    [&] { return random.Below(2 * static_cast<uint64_t>(padding) + 1); });
  };
  const auto options = torch::TensorOptions().dtype(torch::kInt64).device(images.device());
  const torch::Tensor rows =
      torch::arange(height, options).view({1, 1, -1, 1}) + offsets().view({-1, 1, 1, 1});
  const torch::Tensor columns =
      torch::arange(width, options).view({1, 1, 1, -1}) + offsets().view({-1, 1, 1, 1});
  const torch::Tensor padded = torch::constant_pad_nd(images, {padding, padding, padding, padding});
  const torch::Tensor pictures = torch::arange(count, options).view({-1, 1, 1, 1});
  const torch::Tensor planes = torch::arange(channels, options).view({1, -1, 1, 1});
  return padded.index({pictures, planes, rows, columns});
}

// Values of channels in 0..1 as [1, channels, 1, 1] in 0..255.
torch::Tensor OfPixels(const std::vector<double>& values, torch::Device device) {
  return torch::tensor(values, torch::kFloat64)
      .mul(255)
      .to(device, torch::kFloat32)
      .view({1, -1, 1, 1});
}

}  // namespace

DeviceData::DeviceData(const ImageSet& set, const std::vector<double>& mean,
                       const std::vector<double>& deviation, torch::Device device)
    : mean_(OfPixels(mean, device)), deviation_(OfPixels(deviation, device)) {
  // from_blob does not write through the pointers, and to() with copy reads them before this
  // returns.
  pixels_ = torch::from_blob(const_cast<uint8_t*>(set.pixels.data()),
                             {set.count, set.shape.channels, set.shape.height, set.shape.width},
                             torch::kUInt8)
                .to(device, torch::kUInt8, /*non_blocking=*/false, /*copy=*/true);
  labels_ = torch::from_blob(const_cast<int32_t*>(set.labels.data()), {set.count}, torch::kInt32)
                .to(device, torch::kInt64, /*non_blocking=*/false, /*copy=*/true);
}

torch::Tensor DeviceData::Normalize(const torch::Tensor& bytes) const {
  return bytes.to(torch::kFloat32).sub_(mean_).div_(deviation_);
}

Batch DeviceData::Gather(const std::vector<int64_t>& indices, const Augmentation& augmentation,
                         Random& random) const {
  const torch::Tensor index = torch::tensor(indices, torch::kInt64).to(pixels_.device());
  torch::Tensor images = pixels_.index_select(0, index);
  if (augmentation.flip) images = FlipSome(images, random);
  if (augmentation.crop_padding > 0) images = ShiftEach(images, augmentation.crop_padding, random);
  return {Normalize(images), labels_.index_select(0, index)};
}

Batch DeviceData::Slice(int64_t begin, int64_t count) const {
  const int64_t end = std::min(begin + count, size());
  return {Normalize(pixels_.slice(0, begin, end)), labels_.slice(0, begin, end)};
}

}  // namespace palimpsest

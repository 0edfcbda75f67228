#ifndef PALIMPSEST_SERVER_ENGINE_IMAGE_DATA_H_
#define PALIMPSEST_SERVER_ENGINE_IMAGE_DATA_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace palimpsest {

// The size of a picture.
struct ImageShape {
  int64_t channels = 1;
  int64_t height = 0;
  int64_t width = 0;

  int64_t pixels() const { return channels * height * width; }  // of all channels
};

inline bool operator==(const ImageShape& a, const ImageShape& b) {
  return a.channels == b.channels && a.height == b.height && a.width == b.width;
}

// "3 x 32 x 32"
std::string ToString(const ImageShape& shape);

// Labelled pictures in memory, as bytes.
struct ImageSet {
  int64_t count = 0;
  ImageShape shape;
  std::vector<uint8_t> pixels;  // [count, channels, height, width], 0..255
  std::vector<int32_t> labels;  // [count], 0..classes - 1
};

// A data set's two halves, and what identifies its content.
struct ImageData {
  ImageSet train;
  ImageSet test;  // of the same shape
  int64_t classes = 0;
  // Of each channel's training pixels / 255: mean and standard deviation, which is > 0.
  std::vector<double> mean;
  std::vector<double> deviation;
  std::string sha256;  // hex, over sizes, pixels and labels of both halves

  const ImageShape& shape() const { return train.shape; }
};

// How many pictures of each half are kept, the first ones; 0 keeps all.
struct DatasetLimits {
  int64_t train = 0;
  int64_t test = 0;
};

// Checks the halves and works out the rest. INVALID_ARGUMENT if a half is empty or its vectors do
// not have the sizes that it says, a label is not below `classes`, or the shapes differ.
absl::StatusOr<ImageData> MakeImageData(ImageSet train, ImageSet test, int64_t classes);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_IMAGE_DATA_H_

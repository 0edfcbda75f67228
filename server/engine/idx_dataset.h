#ifndef PALIMPSEST_SERVER_ENGINE_IDX_DATASET_H_
#define PALIMPSEST_SERVER_ENGINE_IDX_DATASET_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace palimpsest {

// Labelled grey pictures in memory, as bytes.
struct ImageSet {
  int64_t count = 0;
  int64_t height = 0;
  int64_t width = 0;
  std::vector<uint8_t> pixels;  // [count, height, width], 0..255
  std::vector<uint8_t> labels;  // [count], 0..9
};

// A data set's two halves, and what identifies its content.
struct ImageData {
  ImageSet train;
  ImageSet test;
  // Mean and standard deviation of the training pixels / 255; the deviation is > 0.
  double mean = 0;
  double deviation = 1;
  std::string sha256;  // hex, over sizes, pixels and labels of both halves as loaded
};

inline constexpr int kClasses = 10;

// Loads MNIST or Fashion-MNIST in their official format (IDX; LeCun, yann.lecun.com/exdb/mnist)
// from `directory`: {train,t10k}-{images-idx3,labels-idx1}-ubyte, each plain or gzip-compressed
// (".gz"). A limit > 0 keeps only the first so many pictures. Errors name the file: NOT_FOUND if
// neither form is there, DATA_LOSS if it is truncated, corrupt, longer than it says, or does not
// fit to its sibling.
absl::StatusOr<ImageData> LoadIdxData(const std::string& directory, int64_t train_limit,
                                      int64_t test_limit);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_IDX_DATASET_H_

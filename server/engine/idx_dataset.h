#ifndef PALIMPSEST_SERVER_ENGINE_IDX_DATASET_H_
#define PALIMPSEST_SERVER_ENGINE_IDX_DATASET_H_

#include <string>

#include "absl/status/statusor.h"
#include "server/engine/image_data.h"

namespace palimpsest {

// Classes of MNIST and of every set in its format.
inline constexpr int kIdxClasses = 10;

// Loads MNIST or Fashion-MNIST in their official format (IDX; LeCun, yann.lecun.com/exdb/mnist)
// from `directory`: {train,t10k}-{images-idx3,labels-idx1}-ubyte, each plain or gzip-compressed
// (".gz"). Errors name the file: NOT_FOUND if
// neither form is there, DATA_LOSS if it is truncated, corrupt, longer than it says, or does not
// fit to its sibling.
absl::StatusOr<ImageData> LoadIdxData(const std::string& directory, const DatasetLimits& limits);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_IDX_DATASET_H_

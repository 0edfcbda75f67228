#include "server/engine/idx_dataset.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/status_macros.h"
#include "server/engine/idx_file.h"

namespace palimpsest {
namespace {

absl::StatusOr<ImageSet> LoadHalf(const std::string& directory, absl::string_view prefix,
                                  int64_t limit) {
  const std::string stem = absl::StrCat(directory, "/", prefix);
  ASSIGN_OR_RETURN(IdxFile images, ReadIdxFile(stem + "-images-idx3-ubyte", /*dimensions=*/3));
  ASSIGN_OR_RETURN(IdxFile labels, ReadIdxFile(stem + "-labels-idx1-ubyte", /*dimensions=*/1));
  if (images.shape[0] != labels.shape[0]) {
    return absl::DataLossError(absl::StrCat(images.path, " has ", images.shape[0],
                                            " pictures, but ", labels.path, " has ",
                                            labels.shape[0], " labels"));
  }
  const auto bad = std::find_if(labels.values.begin(), labels.values.end(),
                                [](uint8_t label) { return label >= kIdxClasses; });
  if (bad != labels.values.end()) {
    return absl::DataLossError(absl::StrCat(labels.path, ": label ", bad - labels.values.begin(),
                                            " is ", static_cast<int>(*bad), "; there are ",
                                            kIdxClasses, " classes"));
  }
  ImageSet set;
  set.count = limit > 0 ? std::min(limit, images.shape[0]) : images.shape[0];
  set.shape = {/*channels=*/1, images.shape[1], images.shape[2]};
  set.pixels = std::move(images.values);
  set.pixels.resize(static_cast<size_t>(set.count * set.shape.pixels()));
  set.labels.assign(labels.values.begin(), labels.values.begin() + set.count);
  return set;
}

}  // namespace

absl::StatusOr<ImageData> LoadIdxData(const std::string& directory, const DatasetLimits& limits) {
  ASSIGN_OR_RETURN(ImageSet train, LoadHalf(directory, "train", limits.train));
  ASSIGN_OR_RETURN(ImageSet test, LoadHalf(directory, "t10k", limits.test));
  absl::StatusOr<ImageData> data = MakeImageData(std::move(train), std::move(test), kIdxClasses);
  // Each file is sound; they do not fit together.
  if (!data.ok()) {
    return absl::DataLossError(absl::StrCat(directory, ": ", data.status().message()));
  }
  return data;
}

}  // namespace palimpsest

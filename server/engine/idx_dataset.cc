#include "server/engine/idx_dataset.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/sha256.h"
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
                                [](uint8_t label) { return label >= kClasses; });
  if (bad != labels.values.end()) {
    return absl::DataLossError(absl::StrCat(labels.path, ": label ", bad - labels.values.begin(),
                                            " is ", static_cast<int>(*bad), "; there are ",
                                            kClasses, " classes"));
  }
  ImageSet set;
  set.count = limit > 0 ? std::min(limit, images.shape[0]) : images.shape[0];
  set.height = images.shape[1];
  set.width = images.shape[2];
  set.pixels = std::move(images.values);
  set.labels = std::move(labels.values);
  set.pixels.resize(static_cast<size_t>(set.count * set.height * set.width));
  set.labels.resize(static_cast<size_t>(set.count));
  return set;
}

// Exact: a histogram of bytes has no rounding.
void Normalize(ImageData& data) {
  std::array<double, 256> histogram{};
  for (const uint8_t pixel : data.train.pixels) ++histogram[pixel];
  const double count = static_cast<double>(data.train.pixels.size());
  double sum = 0;
  double squares = 0;
  for (int value = 0; value < 256; ++value) {
    sum += histogram[value] * value;
    squares += histogram[value] * value * value;
  }
  data.mean = sum / count / 255;
  const double variance = squares / count / (255.0 * 255.0) - data.mean * data.mean;
  // Pictures that are all alike stay as they are.
  data.deviation = variance > 0 ? std::sqrt(variance) : 1;
}

std::string HashOf(const ImageData& data) {
  Sha256 hash;
  for (const ImageSet* set : {&data.train, &data.test}) {
    hash.Update(absl::StrCat(set->count, "x", set->height, "x", set->width, ";"));
    hash.Update({reinterpret_cast<const char*>(set->pixels.data()), set->pixels.size()});
    hash.Update({reinterpret_cast<const char*>(set->labels.data()), set->labels.size()});
  }
  return hash.HexDigest();
}

}  // namespace

absl::StatusOr<ImageData> LoadIdxData(const std::string& directory, int64_t train_limit,
                                      int64_t test_limit) {
  ImageData data;
  ASSIGN_OR_RETURN(data.train, LoadHalf(directory, "train", train_limit));
  ASSIGN_OR_RETURN(data.test, LoadHalf(directory, "t10k", test_limit));
  if (data.train.height != data.test.height || data.train.width != data.test.width) {
    return absl::DataLossError(absl::StrCat(
        directory, ": training pictures have ", data.train.height, " x ", data.train.width,
        " pixels, test pictures ", data.test.height, " x ", data.test.width));
  }
  Normalize(data);
  data.sha256 = HashOf(data);
  return data;
}

}  // namespace palimpsest

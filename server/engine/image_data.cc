#include "server/engine/image_data.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

constexpr int64_t kMaxPixels = int64_t{1} << 40;

// Whether the extents are positive and their product is small enough to be worked with.
bool HasSize(int64_t count, const ImageShape& shape) {
  int64_t room = kMaxPixels;
  for (const int64_t extent : {count, shape.channels, shape.height, shape.width}) {
    if (extent <= 0 || extent > room) return false;
    room /= extent;
  }
  return true;
}

absl::Status CheckSet(const ImageSet& set, int64_t classes) {
  if (!HasSize(set.count, set.shape)) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot be ", set.count, " pictures of ", ToString(set.shape)));
  }
  if (static_cast<int64_t>(set.pixels.size()) != set.count * set.shape.pixels() ||
      static_cast<int64_t>(set.labels.size()) != set.count) {
    return absl::InvalidArgumentError(
        absl::StrCat(set.count, " pictures of ", ToString(set.shape), " were announced, but ",
                     set.pixels.size(), " pixels and ", set.labels.size(), " labels came"));
  }
  const auto bad = std::find_if(set.labels.begin(), set.labels.end(),
                                [classes](int32_t label) { return label < 0 || label >= classes; });
  if (bad != set.labels.end()) {
    return absl::InvalidArgumentError(absl::StrCat("label ", bad - set.labels.begin(), " is ", *bad,
                                                   "; there are ", classes, " classes"));
  }
  return absl::OkStatus();
}

// Exact: a histogram of bytes has no rounding.
void AddStatistics(int64_t channel, ImageData& data) {
  std::array<double, 256> histogram{};
  const int64_t plane = data.shape().height * data.shape().width;
  for (int64_t picture = 0; picture < data.train.count; ++picture) {
    const auto begin = data.train.pixels.begin() +
                       static_cast<ptrdiff_t>((picture * data.shape().channels + channel) * plane);
    std::for_each(begin, begin + plane, [&histogram](uint8_t pixel) { ++histogram[pixel]; });
  }
  const double count = static_cast<double>(data.train.count * plane);
  double sum = 0;
  double squares = 0;
  for (int value = 0; value < 256; ++value) {
    sum += histogram[static_cast<size_t>(value)] * value;
    squares += histogram[static_cast<size_t>(value)] * value * value;
  }
  const double mean = sum / count / 255;
  const double variance = squares / count / (255.0 * 255.0) - mean * mean;
  data.mean.push_back(mean);
  // Channels that are all alike stay as they are.
  data.deviation.push_back(variance > 0 ? std::sqrt(variance) : 1);
}

std::string HashOf(const ImageData& data) {
  Sha256 hash;
  for (const ImageSet* set : {&data.train, &data.test}) {
    hash.Update(absl::StrCat(set->count, " x ", ToString(set->shape), ";"));
    hash.Update({reinterpret_cast<const char*>(set->pixels.data()), set->pixels.size()});
    hash.Update({reinterpret_cast<const char*>(set->labels.data()),
                 set->labels.size() * sizeof(set->labels[0])});
  }
  hash.Update(absl::StrCat(data.classes));
  return hash.HexDigest();
}

}  // namespace

std::string ToString(const ImageShape& shape) {
  return absl::StrCat(shape.channels, " x ", shape.height, " x ", shape.width);
}

absl::StatusOr<ImageData> MakeImageData(ImageSet train, ImageSet test, int64_t classes) {
  RETURN_IF_ERROR(Annotate(CheckSet(train, classes), "training pictures"));
  RETURN_IF_ERROR(Annotate(CheckSet(test, classes), "test pictures"));
  if (!(train.shape == test.shape)) {
    return absl::InvalidArgumentError(absl::StrCat("training pictures have ", ToString(train.shape),
                                                   " pixels, test pictures ",
                                                   ToString(test.shape)));
  }
  ImageData data;
  data.train = std::move(train);
  data.test = std::move(test);
  data.classes = classes;
  for (int64_t channel = 0; channel < data.shape().channels; ++channel) {
    AddStatistics(channel, data);
  }
  data.sha256 = HashOf(data);
  return data;
}

}  // namespace palimpsest

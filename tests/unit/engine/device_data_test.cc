#include "server/engine/device_data.h"

#include <algorithm>
#include <vector>

#include "gtest/gtest.h"
#include "server/engine/network_weights.h"

namespace palimpsest {
namespace {

// Two pictures of 2 x 2 pixels.
ImageSet TwoPictures() { return {2, {1, 2, 2}, {0, 51, 102, 153, 255, 204, 153, 102}, {3, 7}}; }

TEST(DeviceDataTest, BatchesAreNormalizedAndLabelled) {
  const DeviceData data(TwoPictures(), /*mean=*/{0.2}, /*deviation=*/{0.5}, torch::kCPU);
  EXPECT_EQ(data.size(), 2);
  const Batch batch = data.Slice(0, 10);
  EXPECT_EQ(batch.images.sizes(), torch::IntArrayRef({2, 1, 2, 2}));
  const std::vector<float> values = ReadTensor(batch.images);
  EXPECT_NEAR(values[0], (0 - 0.2) / 0.5, 1e-6);
  EXPECT_NEAR(values[3], (0.6 - 0.2) / 0.5, 1e-6);
  EXPECT_EQ(batch.labels[1].item<int64_t>(), 7);
}

TEST(DeviceDataTest, WithoutAugmentationGatherPicksThePictures) {
  const DeviceData data(TwoPictures(), {0}, {1}, torch::kCPU);
  Random random(1);
  const Batch batch = data.Gather({1, 0, 1}, Augmentation(), random);
  EXPECT_EQ(ReadTensor(batch.images[0]), ReadTensor(data.Slice(1, 1).images));
  EXPECT_EQ(batch.labels[1].item<int64_t>(), 3);
}

TEST(DeviceDataTest, AFlipMirrorsSomePicturesAndKeepsTheOthers) {
  const DeviceData data(TwoPictures(), {0}, {1}, torch::kCPU);
  Random random(1);
  const Batch batch =
      data.Gather(std::vector<int64_t>(64, 0), {/*flip=*/true, /*crop_padding=*/0}, random);
  const std::vector<float> plain = ReadTensor(data.Slice(0, 1).images);
  const std::vector<float> mirrored = {plain[1], plain[0], plain[3], plain[2]};
  int flips = 0;
  for (int64_t i = 0; i < 64; ++i) {
    const std::vector<float> picture = ReadTensor(batch.images[i]);
    ASSERT_TRUE(picture == plain || picture == mirrored);
    flips += picture == mirrored ? 1 : 0;
  }
  EXPECT_GT(flips, 16);
  EXPECT_LT(flips, 48);
}

TEST(DeviceDataTest, AShiftMovesThePictureAndFillsWithBlack) {
  const ImageSet dot = {1, {1, 3, 3}, {0, 0, 0, 0, 255, 0, 0, 0, 0}, {0}};
  const DeviceData data(dot, {0}, {1}, torch::kCPU);
  Random random(1);
  const Batch batch =
      data.Gather(std::vector<int64_t>(200, 0), {false, /*crop_padding=*/1}, random);
  std::vector<int> seen(9);
  for (int64_t i = 0; i < 200; ++i) {
    const std::vector<float> picture = ReadTensor(batch.images[i]);
    const auto place = std::find(picture.begin(), picture.end(), 1.0f) - picture.begin();
    ASSERT_LT(place, 9);
    ++seen[static_cast<size_t>(place)];
  }
  for (const int count : seen) EXPECT_GT(count, 0);
}

TEST(DeviceDataTest, EachChannelHasItsOwnStatistics) {
  const ImageSet colour = {1, {3, 1, 2}, {0, 255, 51, 51, 102, 0}, {300}};
  const DeviceData data(colour, {0, 0.2, 0.4}, {1, 0.5, 0.25}, torch::kCPU);
  const Batch batch = data.Slice(0, 1);
  EXPECT_EQ(batch.images.sizes(), torch::IntArrayRef({1, 3, 1, 2}));
  const std::vector<float> values = ReadTensor(batch.images);
  const std::vector<float> expected = {0, 1, 0, 0, 0, -1.6f};
  for (size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(values[i], expected[i], 1e-6) << i;
  EXPECT_EQ(batch.labels[0].item<int64_t>(), 300);
}

TEST(DeviceDataTest, TheChannelsOfAPictureMoveTogether) {
  // A dot in the middle of both channels, of different brightness.
  const ImageSet dots = {
      1, {2, 3, 3}, {0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 51, 0, 0, 0, 0}, {0}};
  const DeviceData data(dots, {0, 0}, {1, 1}, torch::kCPU);
  Random random(1);
  const Batch batch =
      data.Gather(std::vector<int64_t>(50, 0), {/*flip=*/true, /*crop_padding=*/1}, random);
  for (int64_t i = 0; i < 50; ++i) {
    const std::vector<float> first = ReadTensor(batch.images[i][0]);
    const std::vector<float> second = ReadTensor(batch.images[i][1]);
    for (size_t p = 0; p < first.size(); ++p) EXPECT_NEAR(second[p], 0.2f * first[p], 1e-6);
  }
}

}  // namespace
}  // namespace palimpsest

#include "server/engine/image_data.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Two pictures of two channels, 1 x 2.
ImageSet Colour() { return {2, {2, 1, 2}, {0, 255, 51, 51, 0, 255, 51, 51}, {0, 299}}; }

absl::Status StatusOf(ImageSet train, ImageSet test, int64_t classes = 300) {
  return MakeImageData(std::move(train), std::move(test), classes).status();
}

TEST(ImageDataTest, AnyShapeAndClassCountHasStatisticsByChannel) {
  const auto data = MakeImageData(Colour(), Colour(), 300);
  ASSERT_TRUE(data.ok()) << data.status();
  EXPECT_EQ(data->classes, 300);
  EXPECT_EQ(data->shape().pixels(), 4);
  EXPECT_THAT(data->mean, ElementsAre(DoubleEq(0.5), DoubleEq(0.2)));
  // The second channel is all alike and stays as it is.
  EXPECT_THAT(data->deviation, ElementsAre(DoubleEq(0.5), DoubleEq(1)));
  EXPECT_EQ(data->sha256.size(), 64u);
}

TEST(ImageDataTest, TheHashCoversPixelsLabelsShapeAndClasses) {
  const std::string hash = MakeImageData(Colour(), Colour(), 300)->sha256;
  EXPECT_EQ(MakeImageData(Colour(), Colour(), 300)->sha256, hash);
  EXPECT_NE(MakeImageData(Colour(), Colour(), 301)->sha256, hash);
  ImageSet other = Colour();
  other.pixels[7] ^= 1;
  EXPECT_NE(MakeImageData(Colour(), other, 300)->sha256, hash);
  other = Colour();
  other.labels[0] = 1;
  EXPECT_NE(MakeImageData(other, Colour(), 300)->sha256, hash);
  ImageSet upright = Colour();
  upright.shape = {2, 2, 1};
  EXPECT_NE(MakeImageData(upright, upright, 300)->sha256, hash);
}

TEST(ImageDataTest, SizesAndLabelsAreChecked) {
  ImageSet bad = Colour();
  bad.labels[1] = 300;
  EXPECT_EQ(StatusOf(Colour(), bad).message(),
            "test pictures: label 1 is 300; there are 300 classes");
  bad = Colour();
  bad.labels[0] = -1;
  EXPECT_TRUE(absl::IsInvalidArgument(StatusOf(bad, Colour())));
  bad = Colour();
  bad.pixels.pop_back();
  EXPECT_THAT(StatusOf(bad, Colour()).message(), HasSubstr("7 pixels and 2 labels came"));
  bad = Colour();
  bad.count = 3;
  EXPECT_TRUE(absl::IsInvalidArgument(StatusOf(bad, Colour())));
  EXPECT_TRUE(absl::IsInvalidArgument(StatusOf(ImageSet(), Colour())));
  bad = Colour();
  bad.shape = {int64_t{1} << 40, int64_t{1} << 40, 4};
  EXPECT_TRUE(absl::IsInvalidArgument(StatusOf(bad, Colour())));
}

TEST(ImageDataTest, BothHalvesHaveOneShape) {
  ImageSet upright = Colour();
  upright.shape = {2, 2, 1};
  EXPECT_EQ(StatusOf(Colour(), upright).message(),
            "training pictures have 2 x 1 x 2 pixels, test pictures 2 x 2 x 1");
}

}  // namespace
}  // namespace palimpsest

#include "server/engine/idx_dataset.h"

#include <cmath>
#include <string>

#include "common/base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string BigEndian(int value) { return std::string("\0\0\0", 3) + static_cast<char>(value); }

class IdxDatasetTest : public ::testing::Test {
 protected:
  // Pictures of 1 x 2 pixels.
  void WriteHalf(const std::string& prefix, const std::string& pixels, const std::string& labels) {
    const int count = static_cast<int>(pixels.size()) / 2;
    const std::string images =
        std::string("\0\0\x08\x03", 4) + BigEndian(count) + BigEndian(1) + BigEndian(2) + pixels;
    const std::string classes =
        std::string("\0\0\x08\x01", 4) + BigEndian(static_cast<int>(labels.size())) + labels;
    const std::string stem = folder_.path() + "/" + prefix;
    ASSERT_TRUE(WriteFileAtomically(stem + "-images-idx3-ubyte", images).ok());
    ASSERT_TRUE(WriteFileAtomically(stem + "-labels-idx1-ubyte", classes).ok());
  }

  void SetUp() override {
    WriteHalf("train", std::string("\0\xff\0\xff", 4), std::string("\x01\x02", 2));
    WriteHalf("t10k", std::string("\x01\x02", 2), std::string("\x03", 1));
  }

  TemporaryDirectory folder_;
};

TEST_F(IdxDatasetTest, LoadsBothHalvesAndTheTrainingStatistics) {
  const auto data = LoadIdxData(folder_.path(), {0, 0});
  ASSERT_TRUE(data.ok()) << data.status();
  EXPECT_EQ(data->train.count, 2);
  EXPECT_EQ(data->train.shape.width, 2);
  EXPECT_THAT(data->train.labels, ElementsAre(1, 2));
  EXPECT_THAT(data->test.pixels, ElementsAre(1, 2));
  EXPECT_DOUBLE_EQ(data->mean[0], 0.5);
  EXPECT_DOUBLE_EQ(data->deviation[0], 0.5);
}

TEST_F(IdxDatasetTest, ALimitKeepsTheFirstAndChangesTheHash) {
  const auto all = LoadIdxData(folder_.path(), {0, 0});
  const auto one = LoadIdxData(folder_.path(), {1, 0});
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(one->train.count, 1);
  EXPECT_THAT(one->train.labels, ElementsAre(1));
  EXPECT_NE(one->sha256, all->sha256);
  EXPECT_EQ(LoadIdxData(folder_.path(), {1, 0})->sha256, one->sha256);
  EXPECT_EQ(LoadIdxData(folder_.path(), {100, 100})->sha256, all->sha256);
}

TEST_F(IdxDatasetTest, PicturesAndLabelsMustFitTogether) {
  WriteHalf("train", std::string("\0\xff\0\xff", 4), std::string("\x01", 1));
  const auto data = LoadIdxData(folder_.path(), {0, 0});
  EXPECT_TRUE(absl::IsDataLoss(data.status()));
  EXPECT_THAT(std::string(data.status().message()), HasSubstr("2 pictures"));
}

TEST_F(IdxDatasetTest, ALabelOutOfRangeIsNamed) {
  WriteHalf("t10k", std::string("\x01\x02", 2), std::string("\x0a", 1));
  const auto data = LoadIdxData(folder_.path(), {0, 0});
  EXPECT_TRUE(absl::IsDataLoss(data.status()));
  EXPECT_THAT(std::string(data.status().message()), HasSubstr("label 0 is 10"));
}

TEST_F(IdxDatasetTest, PicturesThatAreAllAlikeKeepAPositiveDeviation) {
  WriteHalf("train", std::string("\x07\x07", 2), std::string("\x01", 1));
  EXPECT_EQ(LoadIdxData(folder_.path(), {0, 0})->deviation[0], 1);
}

TEST_F(IdxDatasetTest, AnEmptyFolderIsNotFound) {
  EXPECT_TRUE(absl::IsNotFound(LoadIdxData(folder_.path() + "/none", {0, 0}).status()));
}

}  // namespace
}  // namespace palimpsest

#include "server/engine/dataset_formats.h"

#include "gtest/gtest.h"
#include "tests/support/idx_data.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

TEST(DatasetFormatsTest, AKnownFormatIsLoadedWithinItsLimits) {
  const TemporaryDirectory folder;
  WriteIdxData(folder.path(), /*train_count=*/20, /*test_count=*/10);
  const auto data = LoadDataset("idx", folder.path(), {/*train=*/5, /*test=*/0});
  ASSERT_TRUE(data.ok()) << data.status();
  EXPECT_EQ(data->train.count, 5);
  EXPECT_EQ(data->test.count, 10);
  EXPECT_EQ(data->classes, 10);
  EXPECT_EQ(ToString(data->shape()), "1 x 28 x 28");
}

TEST(DatasetFormatsTest, AnUnknownFormatNamesTheKnownOnes) {
  const absl::Status status = LoadDataset("parquet", "/nowhere", {}).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_EQ(status.message(), "there is no data set format \"parquet\"; known are idx");
}

}  // namespace
}  // namespace palimpsest

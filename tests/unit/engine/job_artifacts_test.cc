#include "server/engine/job_artifacts.h"

#include "common/base/files.h"
#include "common/base/sha256.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

TEST(JobArtifactsTest, WhatIsWrittenIsDescribed) {
  const TemporaryDirectory folder;
  ArtifactWriter writer(folder.path());
  ASSERT_TRUE(writer.Write("metrics.csv", "a,b\n").ok());
  ASSERT_TRUE(writer.WriteTensors("model.safetensors", {{"w", {2}, {1, 2}}}).ok());
  ASSERT_EQ(writer.written().size(), 2u);
  EXPECT_EQ(writer.written()[0].file_name(), "metrics.csv");
  EXPECT_EQ(writer.written()[0].size_bytes(), 4);
  EXPECT_EQ(writer.written()[0].sha256(), Sha256Hex("a,b\n"));
  const std::string bytes = *ReadFile(folder.path() + "/model.safetensors");
  EXPECT_EQ(writer.written()[1].sha256(), Sha256Hex(bytes));
  EXPECT_EQ(ParseSafetensors(bytes)->tensors[0].values, std::vector<float>({1, 2}));
}

TEST(JobArtifactsTest, AFolderThatIsMissingIsAnErrorAndNothingIsListed) {
  const TemporaryDirectory folder;
  ArtifactWriter writer(folder.path() + "/none");
  EXPECT_TRUE(absl::IsNotFound(writer.Write("metrics.csv", "a")));
  EXPECT_TRUE(writer.written().empty());
}

}  // namespace
}  // namespace palimpsest

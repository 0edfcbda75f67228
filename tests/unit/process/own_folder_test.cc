#include "common/process/own_folder.h"

#include <filesystem>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(OwnFolderTest, HoldsTheProgramThatRuns) {
  EXPECT_TRUE(std::filesystem::exists(OwnFolder() + "/process_test")) << OwnFolder();
  EXPECT_NE(OwnFolder().back(), '/');
}

}  // namespace
}  // namespace palimpsest

#include "common/job/slot.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

TEST(SlotTest, AKindAloneTakesWhatTheEnvironmentShows) {
  EXPECT_EQ(ParseSlot("cpu")->kind, "cpu");
  EXPECT_EQ(ParseSlot("cuda")->kind, "cuda");
  EXPECT_EQ(ParseSlot("cuda")->device, "");
}

TEST(SlotTest, ADeviceIsNamedByIndexOrUuid) {
  EXPECT_EQ(ParseSlot("cuda:1")->kind, "cuda");
  EXPECT_EQ(ParseSlot("cuda:1")->device, "1");
  EXPECT_EQ(ParseSlot("cuda:GPU-8f6e0a2c-1d2e")->device, "GPU-8f6e0a2c-1d2e");
  EXPECT_EQ(ParseSlot("cuda:MIG-GPU-8f6e/1/0")->device, "MIG-GPU-8f6e/1/0");
}

TEST(SlotTest, AnythingElseIsShownAndRefused) {
  for (const absl::string_view text : {"", "tpu", "cpu:", "cpu:0", "cuda:", "cuda:-1", "cuda:0,1",
                                       "cuda:GPU-", "cuda:GPU-1,GPU-2", "cuda:x", "CUDA"}) {
    const absl::Status status = ParseSlot(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr("\"" + std::string(text) + "\""));
  }
}

}  // namespace
}  // namespace palimpsest

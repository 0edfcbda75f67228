#include "server/executors/slot_devices.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(SlotDevicesTest, EachCudaWorkerGetsADeviceOfItsOwn) {
  const auto slots = AssignDevices({"cpu", "cuda", "cuda"}, absl::nullopt);
  ASSERT_TRUE(slots.ok()) << slots.status();
  EXPECT_THAT(*slots, ElementsAre("cpu", "cuda:0", "cuda:1"));
}

TEST(SlotDevicesTest, TheServersOwnListIsKeptTo) {
  const auto slots = AssignDevices({"cuda", "cuda"}, "GPU-8f6e,2,3");
  ASSERT_TRUE(slots.ok()) << slots.status();
  EXPECT_THAT(*slots, ElementsAre("cuda:GPU-8f6e", "cuda:2"));
  EXPECT_THAT(*AssignDevices({"cpu"}, ""), ElementsAre("cpu"));
}

TEST(SlotDevicesTest, MoreWorkersThanDevicesAreRefused) {
  for (const absl::string_view visible : {"", "-1", "0", "0,-1,1"}) {
    const absl::Status status = AssignDevices({"cuda", "cuda"}, visible).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << visible;
    EXPECT_THAT(std::string(status.message()), HasSubstr("--workers: cuda:2 wants 2 devices"));
  }
}

}  // namespace
}  // namespace palimpsest

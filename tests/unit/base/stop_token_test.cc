#include "common/base/stop_token.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(StopTokenTest, NobodyStopsTheDefault) {
  EXPECT_FALSE(StopToken().stop_requested());
  EXPECT_TRUE(StopToken().Check().ok());
}

TEST(StopTokenTest, AllTokensOfASwitchSeeThatItIsThrown) {
  StopSwitch stop;
  const StopToken first = stop;
  const StopToken second = first;
  EXPECT_TRUE(second.Check().ok());
  stop.RequestStop();
  EXPECT_TRUE(first.stop_requested());
  EXPECT_EQ(second.Check().code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace palimpsest

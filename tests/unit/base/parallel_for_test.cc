#include "common/base/parallel_for.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/barrier.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

class ParallelForTest : public testing::TestWithParam<int> {
 protected:
  ParallelOptions Options(int64_t chunk) const { return {/*threads=*/GetParam(), chunk, {}}; }
};

TEST_P(ParallelForTest, EveryItemGetsItsTurnOnceInTheSameChunks) {
  for (const int64_t count : {0, 1, 6, 7, 8, 100}) {
    std::vector<std::atomic<int>> turns(static_cast<size_t>(count));
    const absl::Status status = ParallelFor(count, Options(7), [&](int64_t begin, int64_t end) {
      EXPECT_EQ(begin % 7, 0);
      EXPECT_EQ(end, std::min(count, begin + 7));
      for (int64_t i = begin; i < end; ++i) ++turns[static_cast<size_t>(i)];
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    for (const std::atomic<int>& turn : turns) EXPECT_EQ(turn, 1);
  }
}

TEST_P(ParallelForTest, TheFirstErrorWinsWhateverEndsFirst) {
  absl::Notification a_later_one;
  const absl::Status status = ParallelFor(40, Options(1), [&](int64_t begin, int64_t) {
    if (begin < 17) return absl::OkStatus();
    if (begin == 18) a_later_one.Notify();
    // Another thread fails before this one does.
    if (begin == 17 && GetParam() > 1) a_later_one.WaitForNotification();
    return absl::InternalError(absl::StrCat(begin));
  });
  EXPECT_EQ(status, absl::InternalError("17"));
}

TEST_P(ParallelForTest, AStopEndsItBeforeTheNextChunk) {
  StopSwitch stop;
  ParallelOptions options = Options(1);
  options.stop = stop;
  std::atomic<int64_t> begun{0};
  const absl::Status status = ParallelFor(1000000, options, [&](int64_t, int64_t) {
    if (++begun == 10) stop.RequestStop();
    return absl::OkStatus();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  // Each thread may have been within a chunk.
  EXPECT_LE(begun, 10 + GetParam());
}

TEST_P(ParallelForTest, LoopsWithinLoopsOnAllThreadsAtOnceEnd) {
  std::atomic<int> calls{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] {
      EXPECT_TRUE(ParallelFor(20, Options(1), [&](int64_t, int64_t) {
                    return ParallelFor(20, Options(1), [&](int64_t, int64_t) {
                      ++calls;
                      return absl::OkStatus();
                    });
                  }).ok());
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(calls, 8 * 20 * 20);
}

INSTANTIATE_TEST_SUITE_P(Threads, ParallelForTest, testing::Values(1, 2, 3, 64));

TEST(ParallelForPoolTest, TwoThreadsWorkAtOnce) {
  // Each of the two chunks waits for the other.
  absl::Barrier both(2);
  const absl::Status status =
      ParallelFor(2, {/*threads=*/2, /*chunk=*/1, {}}, [&](int64_t, int64_t) {
        both.Block();
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
}

}  // namespace
}  // namespace palimpsest

#include "server/scheduler/worker_registry.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::Duration kTimeout = absl::Seconds(10);
const absl::Time kStart = absl::FromUnixSeconds(1700000000);

v1::RegisterWorkerRequest Request(int64_t pid, const std::string& slot_kind = "cpu") {
  v1::RegisterWorkerRequest request;
  request.set_host("lab7");
  request.set_pid(pid);
  request.set_slot_kind(slot_kind);
  return request;
}

TEST(WorkerRegistryTest, AWorkerIsIdleThenBusyThenMissing) {
  WorkerRegistry registry(kTimeout);
  const std::string name = registry.Register(Request(1), kStart);
  EXPECT_EQ(registry.List(kStart)[0].state(), v1::Worker::IDLE);
  registry.SetAttempt(name, "jobs/1/attempts/1");
  EXPECT_EQ(registry.List(kStart)[0].state(), v1::Worker::BUSY);
  EXPECT_EQ(registry.List(kStart)[0].attempt(), "jobs/1/attempts/1");
  const absl::Time late = kStart + kTimeout + absl::Seconds(1);
  EXPECT_EQ(registry.List(late)[0].state(), v1::Worker::MISSING);
  ASSERT_TRUE(registry.Touch(name, late).ok());
  EXPECT_EQ(registry.List(late)[0].state(), v1::Worker::BUSY);
}

TEST(WorkerRegistryTest, OnlyTheAttemptThatAWorkerRunsIsCleared) {
  WorkerRegistry registry(kTimeout);
  const std::string name = registry.Register(Request(1), kStart);
  registry.SetAttempt(name, "jobs/2/attempts/1");
  registry.ClearAttempt(name, "jobs/1/attempts/1");
  EXPECT_EQ(registry.List(kStart)[0].attempt(), "jobs/2/attempts/1");
  registry.ClearAttempt(name, "jobs/2/attempts/1");
  EXPECT_EQ(registry.List(kStart)[0].state(), v1::Worker::IDLE);
}

TEST(WorkerRegistryTest, TheSameProcessReplacesItself) {
  WorkerRegistry registry(kTimeout);
  const std::string first = registry.Register(Request(1), kStart);
  const std::string second = registry.Register(Request(1), kStart);
  EXPECT_NE(first, second);
  EXPECT_THAT(registry.List(kStart), SizeIs(1));
  EXPECT_TRUE(absl::IsNotFound(registry.Touch(first, kStart)));
}

TEST(WorkerRegistryTest, AWorkerThatIsLongMissingIsForgotten) {
  WorkerRegistry registry(kTimeout);
  registry.Register(Request(1), kStart);
  registry.Forget(kStart + 5 * kTimeout);
  EXPECT_THAT(registry.List(kStart), SizeIs(1));
  registry.Forget(kStart + 11 * kTimeout);
  EXPECT_THAT(registry.List(kStart), IsEmpty());
}

TEST(WorkerRegistryTest, KnowsWhichKindsAreAlive) {
  WorkerRegistry registry(kTimeout);
  registry.Register(Request(1, "cuda"), kStart);
  EXPECT_TRUE(registry.HasLiveWorkerOfKind("cuda", kStart));
  EXPECT_FALSE(registry.HasLiveWorkerOfKind("cpu", kStart));
  EXPECT_FALSE(registry.HasLiveWorkerOfKind("cuda", kStart + 2 * kTimeout));
}

TEST(WorkerRegistryTest, AnUnknownNameIsNotFoundAndABadOneIsRefused) {
  WorkerRegistry registry(kTimeout);
  EXPECT_TRUE(absl::IsNotFound(registry.SlotKind("workers/5").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(registry.SlotKind("lab7").status()));
  // Both are ignored.
  registry.SetAttempt("workers/5", "jobs/1/attempts/1");
  registry.ClearAttempt("lab7", "jobs/1/attempts/1");
  EXPECT_THAT(registry.List(kStart), IsEmpty());
}

}  // namespace
}  // namespace palimpsest

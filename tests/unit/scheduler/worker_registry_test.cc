#include "server/scheduler/worker_registry.h"

#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::Duration kTimeout = absl::Seconds(10);
const SteadyTime kStart = SteadyTime::FromSinceStart(absl::Seconds(1000));

std::string Name(int worker) { return absl::StrFormat("workers/%032x", worker); }

v1::RegisterWorkerRequest Request(int worker, const std::string& slot_kind = "cpu") {
  v1::RegisterWorkerRequest request;
  request.set_worker(Name(worker));
  request.set_host("lab7");
  request.set_pid(417);
  request.set_slot_kind(slot_kind);
  return request;
}

WorkerRegistry::Moment At(SteadyTime time) { return {time, absl::FromUnixSeconds(1700000000)}; }

TEST(WorkerRegistryTest, AWorkerIsIdleThenBusyThenMissing) {
  WorkerRegistry registry(kTimeout);
  ASSERT_TRUE(registry.Register(Request(1), At(kStart)).ok());
  EXPECT_EQ(registry.List(kStart)[0].state(), v1::Worker::IDLE);
  registry.SetAttempt(Name(1), "jobs/1/attempts/1");
  EXPECT_EQ(registry.List(kStart)[0].state(), v1::Worker::BUSY);
  EXPECT_EQ(registry.List(kStart)[0].attempt(), "jobs/1/attempts/1");
  const SteadyTime late = kStart + kTimeout + absl::Seconds(1);
  EXPECT_EQ(registry.List(late)[0].state(), v1::Worker::MISSING);
  ASSERT_TRUE(registry.Touch(Name(1), At(late)).ok());
  EXPECT_EQ(registry.List(late)[0].state(), v1::Worker::BUSY);
}

TEST(WorkerRegistryTest, OnlyTheAttemptThatAWorkerRunsIsCleared) {
  WorkerRegistry registry(kTimeout);
  ASSERT_TRUE(registry.Register(Request(1), At(kStart)).ok());
  registry.SetAttempt(Name(1), "jobs/2/attempts/1");
  registry.ClearAttempt(Name(1), "jobs/1/attempts/1");
  EXPECT_EQ(registry.List(kStart)[0].attempt(), "jobs/2/attempts/1");
  registry.ClearAttempt(Name(1), "jobs/2/attempts/1");
  EXPECT_EQ(registry.List(kStart)[0].state(), v1::Worker::IDLE);
}

TEST(WorkerRegistryTest, HostAndProcessIdDecideNothing) {
  WorkerRegistry registry(kTimeout);
  // In two containers, say, or one after the other died and the id came round.
  ASSERT_TRUE(registry.Register(Request(2), At(kStart)).ok());
  ASSERT_TRUE(registry.Register(Request(1), At(kStart)).ok());
  ASSERT_THAT(registry.List(kStart), SizeIs(2));
  EXPECT_EQ(registry.List(kStart)[0].name(), Name(2));
  EXPECT_EQ(registry.List(kStart)[1].name(), Name(1));
}

TEST(WorkerRegistryTest, AWorkerThatRegistersAgainTakesItsOwnPlace) {
  WorkerRegistry registry(kTimeout);
  ASSERT_TRUE(registry.Register(Request(1), At(kStart)).ok());
  ASSERT_TRUE(registry.Register(Request(2), At(kStart)).ok());
  registry.SetAttempt(Name(1), "jobs/1/attempts/1");
  ASSERT_TRUE(registry.Register(Request(1), At(kStart)).ok());
  ASSERT_THAT(registry.List(kStart), SizeIs(2));
  EXPECT_EQ(registry.List(kStart)[0].name(), Name(1));
  EXPECT_EQ(registry.List(kStart)[0].attempt(), "jobs/1/attempts/1");
}

TEST(WorkerRegistryTest, AWorkerThatIsLongMissingIsForgotten) {
  WorkerRegistry registry(kTimeout);
  ASSERT_TRUE(registry.Register(Request(1), At(kStart)).ok());
  registry.Forget(kStart + 5 * kTimeout);
  EXPECT_THAT(registry.List(kStart), SizeIs(1));
  registry.Forget(kStart + 11 * kTimeout);
  EXPECT_THAT(registry.List(kStart), IsEmpty());
}

TEST(WorkerRegistryTest, CountsWhoIsAliveOfAKindAndWhoIsBusy) {
  WorkerRegistry registry(kTimeout);
  ASSERT_TRUE(registry.Register(Request(1, "cuda"), At(kStart)).ok());
  ASSERT_TRUE(registry.Register(Request(2, "cuda"), At(kStart)).ok());
  registry.SetAttempt(Name(2), "jobs/1/attempts/1");
  EXPECT_EQ(registry.CountLive("cuda", kStart).all, 2);
  EXPECT_EQ(registry.CountLive("cuda", kStart).busy, 1);
  EXPECT_EQ(registry.CountLive("cpu", kStart).all, 0);
  EXPECT_EQ(registry.CountLive("cuda", kStart + 2 * kTimeout).all, 0);
}

TEST(WorkerRegistryTest, AnUnknownNameIsNotFound) {
  WorkerRegistry registry(kTimeout);
  EXPECT_TRUE(absl::IsNotFound(registry.SlotKind(Name(5)).status()));
  EXPECT_TRUE(absl::IsNotFound(registry.Touch(Name(5), At(kStart))));
  // Both are ignored.
  registry.SetAttempt(Name(5), "jobs/1/attempts/1");
  registry.ClearAttempt("lab7", "jobs/1/attempts/1");
  EXPECT_THAT(registry.List(kStart), IsEmpty());
}

TEST(WorkerRegistryTest, ABadNameOrAnUnknownKindOfSlotIsRefused) {
  WorkerRegistry registry(kTimeout);
  v1::RegisterWorkerRequest bad_name = Request(1);
  bad_name.set_worker("workers/1");
  EXPECT_TRUE(absl::IsInvalidArgument(registry.Register(bad_name, At(kStart))));
  const absl::Status bad_kind = registry.Register(Request(1, "tpu"), At(kStart));
  EXPECT_TRUE(absl::IsInvalidArgument(bad_kind));
  EXPECT_THAT(std::string(bad_kind.message()), HasSubstr("\"tpu\""));
  EXPECT_THAT(registry.List(kStart), IsEmpty());
}

}  // namespace
}  // namespace palimpsest

#include "server/scheduler/lease_table.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::Duration kTimeout = absl::Seconds(10);
constexpr char kWorker[] = "workers/0123456789abcdef0123456789abcdef";
constexpr char kOtherWorker[] = "workers/fedcba9876543210fedcba9876543210";

SteadyTime At(int seconds) { return SteadyTime::FromSinceStart(absl::Seconds(seconds)); }

HeldLease Lease() { return {7, "jobs/3/attempts/1", 3, kWorker, /*cancel=*/false}; }

v1::HeartbeatRequest Beat() {
  v1::HeartbeatRequest beat;
  beat.set_worker(kWorker);
  beat.set_attempt("jobs/3/attempts/1");
  beat.set_fencing_number(7);
  return beat;
}

TEST(LeaseTableTest, ALeaseExpiresATimeoutAfterItsLastHeartbeat) {
  LeaseTable leases(kTimeout);
  leases.Add(Lease(), At(0));
  EXPECT_THAT(leases.Expired(At(9)), IsEmpty());
  ASSERT_TRUE(leases.Renew(Beat(), At(9)).ok());
  EXPECT_THAT(leases.Expired(At(18)), IsEmpty());
  ASSERT_THAT(leases.Expired(At(19)), SizeIs(1));
  EXPECT_EQ(leases.Expired(At(19))[0].fencing_number, 7);
  // It stays until it is removed: its worker may still be heard of.
  EXPECT_TRUE(leases.Renew(Beat(), At(20)).ok());
}

TEST(LeaseTableTest, OnlyTheHolderRenewsALease) {
  LeaseTable leases(kTimeout);
  leases.Add(Lease(), At(0));
  v1::HeartbeatRequest stale = Beat();
  stale.set_fencing_number(6);
  v1::HeartbeatRequest other_attempt = Beat();
  other_attempt.set_attempt("jobs/3/attempts/2");
  v1::HeartbeatRequest other_worker = Beat();
  other_worker.set_worker(kOtherWorker);
  for (const v1::HeartbeatRequest& beat : {stale, other_attempt, other_worker}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(leases.Renew(beat, At(5)).status()))
        << beat.ShortDebugString();
  }
  EXPECT_THAT(leases.Expired(At(10)), SizeIs(1));
}

TEST(LeaseTableTest, TheHeartbeatBringsTheCancelOfItsJob) {
  LeaseTable leases(kTimeout);
  leases.Add(Lease(), At(0));
  leases.Cancel(4);
  EXPECT_FALSE(leases.Renew(Beat(), At(0))->cancel);
  leases.Cancel(3);
  EXPECT_TRUE(leases.Renew(Beat(), At(0))->cancel);
}

TEST(LeaseTableTest, ALeaseIsRemovedOnce) {
  LeaseTable leases(kTimeout);
  leases.Add(Lease(), At(0));
  EXPECT_EQ(leases.Remove(7)->attempt, "jobs/3/attempts/1");
  EXPECT_FALSE(leases.Remove(7).has_value());
  EXPECT_TRUE(absl::IsFailedPrecondition(leases.Renew(Beat(), At(0)).status()));
}

}  // namespace
}  // namespace palimpsest

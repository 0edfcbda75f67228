#include "server/scheduler/waiting.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

// A job that is next and has a free worker.
WaitSnapshot Next() {
  WaitSnapshot snapshot;
  snapshot.slot_kind = "cpu";
  snapshot.live_workers = 2;
  return snapshot;
}

TEST(WaitingForTest, AFreeWorkerIsAboutToTakeIt) {
  EXPECT_EQ(WaitingFor(Next()), "a cpu worker is about to take it");
}

TEST(WaitingForTest, AllWorkersOfTheKindAreBusy) {
  WaitSnapshot snapshot = Next();
  snapshot.busy_workers = 2;
  EXPECT_EQ(WaitingFor(snapshot), "all 2 cpu workers are busy");
  snapshot.live_workers = 1;
  snapshot.busy_workers = 1;
  EXPECT_EQ(WaitingFor(snapshot), "the only cpu worker is busy");
}

TEST(WaitingForTest, OtherJobsGoFirst) {
  WaitSnapshot snapshot = Next();
  snapshot.busy_workers = 2;
  snapshot.jobs_before = 3;
  EXPECT_EQ(WaitingFor(snapshot), "3 jobs for cpu workers are before it");
  snapshot.jobs_before = 1;
  EXPECT_EQ(WaitingFor(snapshot), "1 job for cpu workers is before it");
}

TEST(WaitingForTest, WithoutAWorkerOfTheKindNothingElseMatters) {
  WaitSnapshot snapshot = Next();
  snapshot.slot_kind = "cuda";
  snapshot.live_workers = 0;
  snapshot.jobs_before = 3;
  EXPECT_EQ(WaitingFor(snapshot), "no worker of kind cuda is connected");
}

TEST(WaitingForTest, AServerThatCannotWriteSaysWhy) {
  WaitSnapshot snapshot = Next();
  snapshot.live_workers = 1;
  snapshot.store_error = "database or disk is full";
  EXPECT_EQ(WaitingFor(snapshot), "the server cannot start jobs now: database or disk is full");
}

TEST(WaitingForTest, AServerThatStopsStartsNothing) {
  WaitSnapshot snapshot = Next();
  snapshot.draining = true;
  snapshot.store_error = "database or disk is full";
  EXPECT_EQ(WaitingFor(snapshot), "the server is stopping; the job stays queued");
}

}  // namespace
}  // namespace palimpsest

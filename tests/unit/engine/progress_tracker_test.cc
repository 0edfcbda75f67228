#include "server/engine/progress_tracker.h"

#include "common/job/proto_time.h"
#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"
#include "tests/unit/engine/recording_events.h"

namespace palimpsest {
namespace {

TEST(ProgressTrackerTest, TheEstimateFollowsTheSpeedAfterAWarmUp) {
  WorkPlan plan;
  plan[WorkKind::kTrain] = 101;
  FakeClock clock;
  RecordingEvents events;
  ProgressTracker tracker(plan, clock, events);
  tracker.Enter(v1::Progress::TRAINING);
  clock.Advance(absl::Seconds(60));  // the first step is slow
  tracker.Done(WorkKind::kTrain, 1);
  EXPECT_FALSE(events.progresses.back().has_remaining());
  for (int step = 0; step < 50; ++step) {
    clock.Advance(absl::Seconds(1));
    tracker.Done(WorkKind::kTrain, 1);
  }
  EXPECT_NEAR(absl::ToDoubleSeconds(FromProto(events.progresses.back().remaining())), 50, 1e-6);
  EXPECT_NEAR(events.progresses.back().fraction(), 51.0 / 101, 1e-9);
  EXPECT_EQ(tracker.spent(WorkKind::kTrain), absl::Seconds(110));
}

TEST(ProgressTrackerTest, TheFractionNeverFallsAndEndsAtOne) {
  WorkPlan plan;
  plan[WorkKind::kTrain] = 1000;
  plan[WorkKind::kEncode] = 1000;
  FakeClock clock;
  RecordingEvents events;
  ProgressTracker tracker(plan, clock, events);
  tracker.Enter(v1::Progress::TRAINING);
  for (int step = 0; step < 100; ++step) {
    clock.Advance(absl::Milliseconds(300));
    tracker.Done(WorkKind::kTrain, 10);
  }
  tracker.Enter(v1::Progress::ENCODING);
  for (int step = 0; step < 9; ++step) {
    clock.Advance(absl::Seconds(100));  // far slower than thought
    tracker.Done(WorkKind::kEncode, 100);
  }
  tracker.Finish();
  double previous = 0;
  for (const v1::Progress& progress : events.progresses) {
    EXPECT_GE(progress.fraction(), previous);
    previous = progress.fraction();
  }
  EXPECT_EQ(previous, 1);
}

TEST(ProgressTrackerTest, ReportsAtMostFourTimesASecond) {
  WorkPlan plan;
  plan[WorkKind::kTrain] = 10000;
  FakeClock clock;
  RecordingEvents events;
  ProgressTracker tracker(plan, clock, events);
  for (int step = 0; step < 1000; ++step) {
    clock.Advance(absl::Milliseconds(10));
    tracker.Done(WorkKind::kTrain, 10);
  }
  EXPECT_LE(events.progresses.size(), 41u);
  EXPECT_GE(events.progresses.size(), 30u);
}

TEST(ProgressTrackerTest, WorkThatIsNotNeededIsNotWaitedFor) {
  WorkPlan plan;
  plan[WorkKind::kTrain] = 1000000;
  plan[WorkKind::kEvaluate] = 3;
  FakeClock clock;
  RecordingEvents events;
  ProgressTracker tracker(plan, clock, events);
  tracker.Skip(WorkKind::kTrain, 1000000);
  tracker.Enter(v1::Progress::EVALUATING);
  EXPECT_EQ(tracker.phase(), v1::Progress::EVALUATING);
  for (int i = 0; i < 2; ++i) {
    clock.Advance(absl::Seconds(1));
    tracker.Done(WorkKind::kEvaluate, 1);
  }
  EXPECT_EQ(FromProto(events.progresses.back().remaining()), absl::Seconds(1));
}

TEST(ProgressTrackerTest, AnotherGoesOnFromItsRecord) {
  WorkPlan plan;
  plan[WorkKind::kTrain] = 100;
  plan[WorkKind::kEncode] = 50;
  FakeClock clock;
  RecordingEvents events;
  ProgressTracker tracker(plan, clock, events);
  tracker.Enter(v1::Progress::TRAINING);
  for (int step = 0; step < 20; ++step) {
    clock.Advance(absl::Seconds(1));
    tracker.Done(WorkKind::kTrain, 1);
  }
  FakeClock other_clock;
  ProgressTracker other(tracker.ToRecord(), other_clock, events);
  EXPECT_EQ(other.spent(WorkKind::kTrain), absl::Seconds(20));
  other.Enter(v1::Progress::TRAINING);
  clock.Advance(absl::Seconds(1));
  tracker.Done(WorkKind::kTrain, 1);
  const v1::Progress expected = events.progresses.back();
  other_clock.Advance(absl::Seconds(1));
  other.Done(WorkKind::kTrain, 1);
  EXPECT_EQ(events.progresses.back().DebugString(), expected.DebugString());
  EXPECT_EQ(other.ToRecord().DebugString(), tracker.ToRecord().DebugString());
}

}  // namespace
}  // namespace palimpsest

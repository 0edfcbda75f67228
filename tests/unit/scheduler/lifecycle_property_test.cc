// Random sequences of everything that can happen to jobs, over the scheduler and its store, with
// what must hold whatever happens.

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/random.h"
#include "common/job/resource_names.h"
#include "common/job/state_machine.h"
#include "server/scheduler/retry_policy.h"
#include "tests/unit/scheduler/scheduler_fixture.h"

namespace palimpsest {
namespace {

constexpr int kSteps = 1000;
constexpr v1::Failure::Kind kKinds[] = {v1::Failure::INVALID, v1::Failure::CRASHED,
                                        v1::Failure::LOST, v1::Failure::DEVICE_FAULT};

// A lease as its worker knows it.
struct Held {
  v1::Lease lease;
  std::string worker;
  int64_t job = 0;
  int64_t reported = 0;
};

class LifecyclePropertyTest : public SchedulerFixture,
                              public ::testing::WithParamInterface<uint64_t> {
 protected:
  int64_t Pick(size_t count) { return static_cast<int64_t>(random_.Below(count)); }

  void Step() {
    switch (Pick(12)) {
      case 0:
      case 1:
        if (last_job_ < 60) Submit(Pick(4) == 0 ? "cuda" : "cpu");
        return;
      case 2:
        return CancelOne();
      case 3:
        Register(Pick(3) == 0 ? "cuda" : "cpu");
        return;
      case 4:
      case 5:
      case 6:
        return AskForOne();
      case 7:
        return ReportOne();
      case 8:
        return EndOne();
      case 9:
        return EndAStaleOne();
      case 10:
        Pass(absl::Seconds(Pick(8)));
        for (Held& held : held_) Renew(held);
        return DropWhatHasEnded();
      default:
        return Pick(10) == 0 ? RestartOrLoseWorkers() : DropWhatHasEnded();
    }
  }

  void CancelOne() {
    if (last_job_ == 0) return;
    const int64_t job = 1 + Pick(static_cast<size_t>(last_job_));
    const v1::Job::State before = StateOf(job);
    const absl::StatusOr<v1::Job> cancelled = scheduler_->Cancel(job);
    EXPECT_EQ(cancelled.ok(), !HasEnded(before)) << cancelled.status();
    if (!cancelled.ok()) return;
    EXPECT_EQ(cancelled->state(), *NextState(before, JobTransition::kCancel));
  }

  // A worker that runs nothing asks, and does not wait.
  void AskForOne() {
    const std::string worker = Register(Pick(3) == 0 ? "cuda" : "cpu");
    Answer& answer = NewAnswer();
    scheduler_->AbandonWait(Ask(worker, answer));
    ASSERT_TRUE(answer.has_value() && answer->ok());
    if (!(*answer)->has_lease()) return;
    const v1::Lease& lease = (*answer)->lease();
    EXPECT_GT(lease.fencing_number(), newest_fencing_number_);
    newest_fencing_number_ = lease.fencing_number();
    const int64_t job = ParseAttemptName(lease.attempt())->job;
    EXPECT_EQ(StateOf(job), v1::Job::RUNNING);
    held_.push_back({lease, worker, job, 0});
  }

  void Renew(Held& held) {
    absl::StatusOr<v1::HeartbeatResponse> beat = Beat(held.worker, held.lease);
    if (absl::IsNotFound(beat.status())) {
      RegisterAs(held.worker, held.lease.spec().device());
      beat = Beat(held.worker, held.lease);
    }
    const v1::Job::State state = StateOf(held.job);
    if (beat.ok()) {
      EXPECT_EQ(beat->cancel(), state == v1::Job::CANCELLING);
    } else {
      EXPECT_TRUE(absl::IsFailedPrecondition(beat.status())) << beat.status();
      EXPECT_NE(AttemptOf(held).state(), v1::Attempt::RUNNING);
    }
  }

  void ReportOne() {
    if (held_.empty()) return;
    Held& held = held_[static_cast<size_t>(Pick(held_.size()))];
    v1::ReportEventsRequest report;
    report.set_attempt(held.lease.attempt());
    report.set_fencing_number(held.lease.fencing_number());
    report.set_first_index(held.reported);
    report.add_events()->mutable_log()->set_text("a line");
    const absl::StatusOr<v1::ReportEventsResponse> response = scheduler_->ReportEvents(report);
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->stored(), held.reported + 1);
    // The answer may get lost: then the same is reported again.
    if (Pick(3) != 0) ++held.reported;
    if (Pick(3) == 0) held.reported = response->stored();
  }

  void EndOne() {
    if (held_.empty()) return;
    const auto held = held_.begin() + Pick(held_.size());
    const v1::Job before = *store_->GetJob(held->job);
    const bool cancelling = before.state() == v1::Job::CANCELLING;
    v1::CompleteAttemptRequest end = End(held->lease);
    v1::Job::State expected = v1::Job::SUCCEEDED;
    const int64_t outcome = Pick(5);
    if (outcome == 0) {
      end.mutable_result()->set_final_accuracy(0.5);
    } else if (outcome == 1) {
      end.mutable_cancelled();
      if (!cancelling) {
        EXPECT_TRUE(absl::IsFailedPrecondition(scheduler_->CompleteAttempt(end)));
        return;
      }
      expected = v1::Job::CANCELLED;
    } else if (outcome == 2) {
      end.mutable_given_back();
      expected = cancelling ? v1::Job::CANCELLED : v1::Job::QUEUED;
    } else {
      end.mutable_failure()->set_kind(kKinds[Pick(std::size(kKinds))]);
      end.mutable_failure()->set_message("at random");
      expected = !IsRetried(end.failure().kind(), before) ? v1::Job::FAILED
                 : cancelling                             ? v1::Job::CANCELLED
                                                          : v1::Job::QUEUED;
    }
    const absl::Status ended = scheduler_->CompleteAttempt(end);
    ASSERT_TRUE(ended.ok()) << ended;
    EXPECT_EQ(StateOf(held->job), expected);
    if (Pick(2) == 0) {
      EXPECT_TRUE(scheduler_->CompleteAttempt(end).ok());
    }
    gone_.push_back(*held);
    held_.erase(held);
  }

  // A worker that does not know that its attempt is over changes nothing.
  void EndAStaleOne() {
    if (gone_.empty()) return;
    const Held& held = gone_[static_cast<size_t>(Pick(gone_.size()))];
    const std::string before = store_->GetJob(held.job)->SerializeAsString();
    v1::CompleteAttemptRequest end = End(held.lease);
    end.mutable_failure()->set_kind(v1::Failure::OUT_OF_MEMORY);
    EXPECT_TRUE(absl::IsFailedPrecondition(scheduler_->CompleteAttempt(end)));
    v1::ReportEventsRequest report;
    report.set_attempt(held.lease.attempt());
    report.set_fencing_number(held.lease.fencing_number());
    EXPECT_TRUE(absl::IsFailedPrecondition(scheduler_->ReportEvents(report).status()));
    EXPECT_EQ(store_->GetJob(held.job)->SerializeAsString(), before);
  }

  void RestartOrLoseWorkers() {
    if (Pick(2) == 0) return Restart();
    Pass(options_.lease_timeout + absl::Seconds(1));
    DropWhatHasEnded();
    EXPECT_TRUE(held_.empty());
  }

  void DropWhatHasEnded() {
    for (auto held = held_.begin(); held != held_.end();) {
      if (AttemptOf(*held).state() == v1::Attempt::RUNNING) {
        ++held;
      } else {
        gone_.push_back(*held);
        held = held_.erase(held);
      }
    }
  }

  v1::Attempt AttemptOf(const Held& held) {
    const int number = ParseAttemptName(held.lease.attempt())->attempt;
    return store_->GetJob(held.job)->attempts(number - 1);
  }

  // What must hold at any moment.
  void Check() {
    for (int64_t id = 1; id <= last_job_; ++id) {
      SCOPED_TRACE(FormatJobName(id));
      const v1::Job job = *store_->GetJob(id);
      const bool runs = job.state() == v1::Job::RUNNING || job.state() == v1::Job::CANCELLING;
      EXPECT_EQ(
          std::count_if(job.attempts().begin(), job.attempts().end(),
                        [](const v1::Attempt& a) { return a.state() == v1::Attempt::RUNNING; }),
          runs ? 1 : 0);
      // Nothing is lost: who is queued in the store is queued in the scheduler.
      EXPECT_EQ(scheduler_->WaitingFor(id).has_value(), job.state() == v1::Job::QUEUED);
      v1::Job& earlier = seen_[id];
      if (HasEnded(earlier.state())) {
        EXPECT_EQ(job.SerializeAsString(), earlier.SerializeAsString());
      }
      ASSERT_GE(job.attempts_size(), earlier.attempts_size());
      for (int i = 0; i < earlier.attempts_size(); ++i) {
        if (earlier.attempts(i).state() == v1::Attempt::RUNNING) continue;
        EXPECT_EQ(job.attempts(i).SerializeAsString(), earlier.attempts(i).SerializeAsString());
      }
      CheckEvents(id, job);
      earlier = job;
    }
  }

  void CheckEvents(int64_t id, const v1::Job& job) {
    const std::vector<v1::JobEvent> events = *store_->EventsAfter(id, 0, 10000);
    ASSERT_FALSE(events.empty());
    for (size_t i = 0; i < events.size(); ++i) {
      EXPECT_EQ(events[i].sequence(), static_cast<int64_t>(i) + 1);
      EXPECT_EQ(events[i].last(), HasEnded(job.state()) && i + 1 == events.size());
    }
  }

  Random random_{GetParam()};
  std::vector<Held> held_;
  std::vector<Held> gone_;
  std::map<int64_t, v1::Job> seen_;
  int64_t newest_fencing_number_ = 0;
};

TEST_P(LifecyclePropertyTest, WhateverHappensEachJobRunsOnceAtATimeAndComesToAnEnd) {
  for (int step = 0; step < kSteps && !HasFailure(); ++step) {
    SCOPED_TRACE(absl::StrCat("step ", step));
    Step();
    if (step % 25 == 0) Check();
  }
  DropWhatHasEnded();
  // Now all goes well.
  for (const Held& held : held_) {
    v1::CompleteAttemptRequest end = End(held.lease);
    end.mutable_result();
    EXPECT_TRUE(scheduler_->CompleteAttempt(end).ok());
  }
  for (const std::string kind : {"cpu", "cuda"}) {
    const std::string worker = Register(kind);
    while (true) {
      Answer& answer = NewAnswer();
      scheduler_->AbandonWait(Ask(worker, answer));
      if (!(*answer)->has_lease()) break;
      v1::CompleteAttemptRequest end = End((*answer)->lease());
      end.mutable_result();
      ASSERT_TRUE(scheduler_->CompleteAttempt(end).ok());
    }
  }
  Check();
  for (int64_t id = 1; id <= last_job_; ++id) {
    EXPECT_TRUE(HasEnded(StateOf(id))) << v1::Job::State_Name(StateOf(id)) << " " << id;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, LifecyclePropertyTest, ::testing::Range<uint64_t>(1, 11));

}  // namespace
}  // namespace palimpsest

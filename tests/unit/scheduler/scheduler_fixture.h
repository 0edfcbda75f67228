#ifndef PALIMPSEST_TESTS_UNIT_SCHEDULER_SCHEDULER_FIXTURE_H_
#define PALIMPSEST_TESTS_UNIT_SCHEDULER_SCHEDULER_FIXTURE_H_

#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/types/optional.h"
#include "common/job/spec_defaults.h"
#include "gtest/gtest.h"
#include "server/scheduler/scheduler.h"
#include "tests/support/fake_clock.h"

namespace palimpsest {

// A scheduler on a store in memory, with a clock of the test's.
class SchedulerFixture : public ::testing::Test {
 protected:
  // What came back for a wait; empty while it lasts.
  using Answer = absl::optional<absl::StatusOr<v1::AcquireLeaseResponse>>;

  SchedulerFixture() { Restart(); }

  // A new scheduler on the same store, as after a restart of the server.
  void Restart() {
    scheduler_ = std::make_unique<Scheduler>(*store_, clock_, hub_, options_);
    ASSERT_TRUE(scheduler_->Recover().ok());
  }

  // Time passes while the server ticks.
  void Pass(absl::Duration duration) {
    constexpr absl::Duration kStep = absl::Milliseconds(500);
    for (; duration > absl::ZeroDuration(); duration -= kStep) {
      clock_.Advance(std::min(duration, kStep));
      scheduler_->Tick();
    }
  }

  // A job in the store that the scheduler has not heard of.
  v1::Job Create(const std::string& device = "cpu") {
    NewJob job;
    job.spec.mutable_model()->set_name("lenet5");
    job.spec.mutable_dataset()->set_name("fashion-mnist");
    job.spec.set_device(device);
    FillDefaults(job.spec);
    job.user = "ada";
    const absl::StatusOr<v1::Job> created = store_->CreateJob(job, clock_.Now());
    EXPECT_TRUE(created.ok()) << created.status();
    ++last_job_;
    return *created;
  }

  int64_t Submit(const std::string& device = "cpu") {
    scheduler_->Enqueue(Create(device));
    return last_job_;
  }

  static std::string WorkerName(int worker) { return absl::StrFormat("workers/%032x", worker); }

  void RegisterAs(const std::string& worker, const std::string& slot_kind = "cpu") {
    v1::RegisterWorkerRequest request;
    request.set_worker(worker);
    request.set_host("lab7");
    request.set_pid(417);
    request.set_slot_kind(slot_kind);
    EXPECT_TRUE(scheduler_->RegisterWorker(request).ok());
  }

  std::string Register(const std::string& slot_kind = "cpu") {
    const std::string worker = WorkerName(++last_worker_);
    RegisterAs(worker, slot_kind);
    return worker;
  }

  // Lives longer than the scheduler, which answers at its end who still waits.
  Answer& NewAnswer() { return answers_.emplace_back(); }

  int64_t Ask(const std::string& worker, Answer& answer) {
    return scheduler_->AcquireLease(worker, absl::Seconds(30),
                                    [&answer](absl::StatusOr<v1::AcquireLeaseResponse> response) {
                                      EXPECT_FALSE(answer.has_value()) << "answered twice";
                                      answer = std::move(response);
                                    });
  }

  // Asks, and must get a lease at once.
  v1::Lease Lease(const std::string& worker) {
    Answer& answer = NewAnswer();
    Ask(worker, answer);
    EXPECT_TRUE(answer.has_value() && answer->ok() && (*answer)->has_lease());
    return (*answer)->lease();
  }

  absl::StatusOr<v1::HeartbeatResponse> Beat(const std::string& worker, const v1::Lease& lease) {
    v1::HeartbeatRequest request;
    request.set_worker(worker);
    request.set_attempt(lease.attempt());
    request.set_fencing_number(lease.fencing_number());
    return scheduler_->Heartbeat(request);
  }

  static v1::CompleteAttemptRequest End(const v1::Lease& lease) {
    v1::CompleteAttemptRequest request;
    request.set_attempt(lease.attempt());
    request.set_fencing_number(lease.fencing_number());
    return request;
  }

  absl::Status Fail(const v1::Lease& lease, v1::Failure::Kind kind) {
    v1::CompleteAttemptRequest request = End(lease);
    request.mutable_failure()->set_kind(kind);
    request.mutable_failure()->set_message("it failed");
    return scheduler_->CompleteAttempt(request);
  }

  v1::Job::State StateOf(int64_t job) { return store_->GetJob(job)->state(); }

  FakeClock clock_;
  EventHub hub_;
  SchedulerOptions options_;
  std::unique_ptr<Store> store_ = *Store::Open(":memory:");
  std::deque<Answer> answers_;
  std::unique_ptr<Scheduler> scheduler_;
  int64_t last_job_ = 0;
  int last_worker_ = 0;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_UNIT_SCHEDULER_SCHEDULER_FIXTURE_H_

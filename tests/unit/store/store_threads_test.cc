// A store that many threads use at once.

#include <atomic>
#include <functional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/store/store_contract.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

using ::testing::SizeIs;

constexpr int kThreads = 8;

// Runs `body(thread)` in kThreads threads.
void InThreads(const std::function<void(int)>& body) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) threads.emplace_back(body, thread);
  for (std::thread& thread : threads) thread.join();
}

using StoreThreads = StoreContract;
PALIMPSEST_INSTANTIATE_STORE_CONTRACT(StoreThreads);

TEST_P(StoreThreads, OneRequestFromManyThreadsMakesOneJob) {
  absl::Mutex mutex;
  std::set<std::string> names;
  InThreads([&](int) {
    for (int i = 0; i < 20; ++i) {
      const absl::StatusOr<v1::Job> job =
          store_->CreateJob({{}, "ada", absl::StrCat("request-", i), "body"}, At(0));
      ASSERT_THAT(job, IsOk());
      absl::MutexLock lock(&mutex);
      names.insert(job->name());
    }
  });
  EXPECT_THAT(names, SizeIs(20));
  EXPECT_EQ(store_->CountJobs()->at(v1::Job::QUEUED), 20);
}

TEST_P(StoreThreads, OneJobGoesToOneOfManyWorkers) {
  AddJob(*store_);
  std::atomic<int> started = 0;
  InThreads([&](int thread) {
    const absl::StatusOr<v1::Lease> lease =
        store_->StartAttempt(1, absl::StrCat("workers/", thread), At(1));
    if (lease.ok()) ++started;
    if (!lease.ok()) {
      EXPECT_THAT(lease, IsStatus(absl::StatusCode::kFailedPrecondition, "RUNNING"));
    }
  });
  EXPECT_EQ(started, 1);
  EXPECT_THAT(store_->GetJob(1)->attempts(), SizeIs(1));
}

TEST_P(StoreThreads, ReadersAndWritersNeverMeetALock) {
  constexpr int kReports = 50;
  constexpr int kEventsPerReport = 20;
  for (int i = 0; i < kThreads; ++i) AddJob(*store_);
  std::atomic<int> writers = kThreads;
  std::thread reader([&] {
    // Any error, UNAVAILABLE for a lock among them, fails the test.
    while (writers > 0) {
      EXPECT_THAT(store_->CheckIntegrity(), IsOk());
      EXPECT_THAT(store_->ListJobs({{v1::Job::RUNNING}}), IsOk());
      EXPECT_THAT(store_->CountJobs(), IsOk());
    }
  });
  InThreads([&](int thread) {
    const int64_t job_id = thread + 1;
    const v1::Lease lease = Start(*store_, job_id);
    int64_t seen = 1;
    for (int i = 0; i < kReports; ++i) {
      std::vector<v1::JobEvent> events;
      for (int j = 0; j < kEventsPerReport; ++j) {
        events.push_back(MetricEvent("train_loss", i * kEventsPerReport + j, 1.0 / (j + 1)));
      }
      ASSERT_THAT(store_->AppendEvents(Report(lease, i * kEventsPerReport, events), At(2)), IsOk());
      // What was acknowledged is read, without a gap.
      const absl::StatusOr<std::vector<v1::JobEvent>> news =
          store_->EventsAfter(job_id, seen, 1000);
      ASSERT_THAT(news, IsOk());
      for (const v1::JobEvent& event : *news) ASSERT_EQ(event.sequence(), ++seen);
    }
    EXPECT_EQ(seen, 2 + kReports * kEventsPerReport);
    EXPECT_THAT(store_->EndAttempt(Success(lease), /*requeue=*/false, At(3)), IsOk());
    --writers;
  });
  reader.join();
  EXPECT_EQ(store_->CountJobs()->at(v1::Job::SUCCEEDED), kThreads);
  EXPECT_THAT(store_->CheckIntegrity(), IsOk());
}

}  // namespace
}  // namespace palimpsest

#include "client/remote/job_watcher.h"

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/client/fake_server.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;

// Writes down what it is told.
class RecordingDisplay final : public WatchDisplay {
 public:
  void Begin(const v1::JobEvent& event) override {
    calls.push_back(absl::StrCat("begin ", event.job().name()));
  }
  void Show(const v1::JobEvent& event) override {
    calls.push_back(absl::StrCat("show ", event.sequence()));
    --shows_left;
  }
  bool CanShow() const override { return shows_left > 0; }
  void Note(absl::string_view text) override { calls.push_back(absl::StrCat("note: ", text)); }
  void End(const v1::Job& job) override {
    calls.push_back(absl::StrCat("end ", v1::Job::State_Name(job.state())));
  }
  void Abandon() override { calls.push_back("abandon"); }

  int shows_left = 1000;
  std::vector<std::string> calls;
};

class JobWatcherTest : public ::testing::Test {
 protected:
  JobWatcherTest() : client_(server_.target()) {
    options_.reconnect_delay = absl::ZeroDuration();
    server_.AddJob(SucceededJob(1));
    v1::JobEvent end;
    *end.mutable_job() = SucceededJob(1);
    end.set_last(true);
    server_.SetEvents("jobs/1", {Event("log { text: 'a' }"), Event("log { text: 'b' }"), end});
  }

  absl::StatusOr<v1::Job> Follow() {
    return FollowJob(client_, "jobs/1", options_, cancellation_, display_);
  }

  FakeServer server_;
  ApiClient client_;
  WatchOptions options_;
  Cancellation cancellation_;
  RecordingDisplay display_;
};

TEST_F(JobWatcherTest, StopsWhenNothingCanBeShownAnyMore) {
  display_.shows_left = 1;
  EXPECT_TRUE(absl::IsDataLoss(Follow().status()));
  EXPECT_THAT(display_.calls, ElementsAre("begin jobs/1", "show 1", "abandon"));
}

TEST_F(JobWatcherTest, ShowsEveryEventAndReturnsTheJobAsItEnded) {
  const absl::StatusOr<v1::Job> job = Follow();
  ASSERT_TRUE(job.ok()) << job.status();
  EXPECT_EQ(job->state(), v1::Job::SUCCEEDED);
  EXPECT_THAT(display_.calls,
              ElementsAre("begin jobs/1", "show 1", "show 2", "show 3", "end SUCCEEDED"));
}

TEST_F(JobWatcherTest, GoesOnAfterALostConnectionWithoutRepeatingAnEvent) {
  server_.BreakStreams(/*count=*/1, /*after_messages=*/2);
  ASSERT_TRUE(Follow().ok());
  EXPECT_THAT(
      display_.calls,
      ElementsAre("begin jobs/1", "show 1", "note: the connection is lost; trying to reconnect",
                  "note: the connection is back", "show 2", "show 3", "end SUCCEEDED"));
  ASSERT_EQ(server_.watch_requests().size(), 2u);
  EXPECT_EQ(server_.watch_requests()[1].after_sequence(), 1);
}

TEST_F(JobWatcherTest, AConnectionLostBeforeTheFirstEventMissesNone) {
  server_.BreakStreams(/*count=*/1, /*after_messages=*/1);
  ASSERT_TRUE(Follow().ok());
  EXPECT_THAT(
      display_.calls,
      ElementsAre("begin jobs/1", "note: the connection is lost; trying to reconnect",
                  "note: the connection is back", "show 1", "show 2", "show 3", "end SUCCEEDED"));
}

TEST_F(JobWatcherTest, AJobThatHasEndedIsFetchedIfItsLastEventDoesNotHoldIt) {
  v1::JobEvent last = Event("log { text: 'bye' } last: true");
  server_.SetEvents("jobs/1", {last});
  server_.AddJob(RunningJob(2));
  const absl::StatusOr<v1::Job> job = Follow();
  ASSERT_TRUE(job.ok()) << job.status();
  EXPECT_EQ(job->state(), v1::Job::SUCCEEDED);
}

TEST_F(JobWatcherTest, TheFirstConnectionMustWork) {
  server_.FailCalls(100, grpc::Status(grpc::StatusCode::UNAVAILABLE, "down"));
  EXPECT_EQ(Follow().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(display_.calls, ElementsAre("abandon"));
}

TEST_F(JobWatcherTest, AJobThatIsNotThereIsAnErrorAtOnce) {
  EXPECT_EQ(FollowJob(client_, "jobs/9", options_, cancellation_, display_).status(),
            absl::NotFoundError("no such job: jobs/9"));
}

TEST_F(JobWatcherTest, ReconnectingIsGivenUpAfterAWhileWithTheWayOut) {
  options_.max_reconnects = 1;
  server_.BreakStreams(/*count=*/2, /*after_messages=*/2);
  server_.FailCalls(1000, grpc::Status(grpc::StatusCode::UNAVAILABLE, "down"), /*skipped=*/2);
  const absl::Status status = Follow().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(absl::StrContains(status.message(), "palimpsest watch jobs/1")) << status;
  EXPECT_EQ(display_.calls.back(), "abandon");
}

TEST_F(JobWatcherTest, CancellationEndsTheWatch) {
  server_.AddJob(RunningJob(2));
  std::thread canceller([this] {
    server_.AwaitStalledWatch();
    cancellation_.Cancel();
  });
  const absl::Status status =
      FollowJob(client_, "jobs/2", options_, cancellation_, display_).status();
  canceller.join();
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(display_.calls.back(), "abandon");
}

}  // namespace
}  // namespace palimpsest

#include "server/service/watch_reactor.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/service/service_fixture.h"

namespace palimpsest {
namespace {

class WatchReactorTest : public ServiceFixture {
 protected:
  // A watch in the test's hands.
  struct Watch {
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReaderInterface<v1::JobEvent>> reader;

    v1::JobEvent Next() {
      v1::JobEvent event;
      EXPECT_TRUE(reader->Read(&event));
      return event;
    }
  };

  std::unique_ptr<Watch> StartWatch(const std::string& name, int64_t after_sequence) {
    auto watch = std::make_unique<Watch>();
    watch->context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(60)));
    v1::WatchJobRequest request;
    request.set_name(name);
    request.set_after_sequence(after_sequence);
    watch->reader = jobs_->WatchJob(&watch->context, request);
    return watch;
  }

  // The rest of the stream; the last event must be marked, and no other.
  static std::vector<v1::JobEvent> ReadToTheEnd(Watch& watch) {
    std::vector<v1::JobEvent> events;
    for (v1::JobEvent event; watch.reader->Read(&event);) {
      EXPECT_TRUE(events.empty() || !events.back().last());
      events.push_back(event);
    }
    EXPECT_TRUE(watch.reader->Finish().ok());
    EXPECT_FALSE(events.empty());
    if (!events.empty()) {
      EXPECT_TRUE(events.back().last());
    }
    return events;
  }
};

TEST_F(WatchReactorTest, BeginsWithTheJobAsItIsAndFollowsItToItsEnd) {
  const v1::Lease lease = CreateAndLease();
  const auto watch = StartWatch("jobs/1", 0);
  EXPECT_EQ(watch->Next().job().state(), v1::Job::RUNNING);
  ASSERT_TRUE(Report(lease, 0, 3).ok());
  ASSERT_TRUE(Succeed(lease).ok());
  const std::vector<v1::JobEvent> events = ReadToTheEnd(*watch);
  int64_t sequence = 0;
  int lines = 0;
  for (const v1::JobEvent& event : events) {
    EXPECT_EQ(event.sequence(), ++sequence);
    lines += event.has_log() ? 1 : 0;
  }
  EXPECT_EQ(lines, 3);
  EXPECT_EQ(events.back().job().state(), v1::Job::SUCCEEDED);
  EXPECT_EQ(events.back().job().result().final_accuracy(), 0.875);
}

TEST_F(WatchReactorTest, GoesOnAfterASequenceNumberWithoutLossOrRepeat) {
  const v1::Lease lease = CreateAndLease();
  ASSERT_TRUE(Report(lease, 0, 500).ok());
  ASSERT_TRUE(Succeed(lease).ok());
  const auto first = StartWatch("jobs/1", 0);
  const int64_t all = static_cast<int64_t>(ReadToTheEnd(*first).size()) - 1;
  const auto second = StartWatch("jobs/1", 250);
  second->Next();  // the job as it is
  const std::vector<v1::JobEvent> rest = ReadToTheEnd(*second);
  EXPECT_EQ(rest.front().sequence(), 251);
  EXPECT_EQ(static_cast<int64_t>(rest.size()), all - 250);
}

TEST_F(WatchReactorTest, AnEndedJobWithNothingNewIsOneLastMessage) {
  const v1::Lease lease = CreateAndLease();
  ASSERT_TRUE(Succeed(lease).ok());
  const auto watch = StartWatch("jobs/1", 1000);
  EXPECT_EQ(ReadToTheEnd(*watch).size(), 1u);
}

TEST_F(WatchReactorTest, ManyWatchersOfOneJobAllSeeEverything) {
  const v1::Lease lease = CreateAndLease();
  std::vector<std::unique_ptr<Watch>> watches;
  for (int i = 0; i < 8; ++i) watches.push_back(StartWatch("jobs/1", 0));
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(Report(lease, i, 1).ok());
  ASSERT_TRUE(Succeed(lease).ok());
  for (const auto& watch : watches) {
    int lines = 0;
    for (const v1::JobEvent& event : ReadToTheEnd(*watch)) lines += event.has_log() ? 1 : 0;
    EXPECT_EQ(lines, 50);
  }
}

TEST_F(WatchReactorTest, AWatcherThatGoesAwayIsForgotten) {
  const v1::Lease lease = CreateAndLease();
  for (int i = 0; i < 20; ++i) {
    const auto watch = StartWatch("jobs/1", 0);
    watch->Next();
    watch->context.TryCancel();
    EXPECT_EQ(watch->reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  ASSERT_TRUE(Report(lease, 0, 1).ok());
  ASSERT_TRUE(Succeed(lease).ok());
}

TEST_F(WatchReactorTest, ABadNameAndAMissingJobAreErrors) {
  v1::JobEvent event;
  const auto bad = StartWatch("17", 0);
  EXPECT_FALSE(bad->reader->Read(&event));
  EXPECT_EQ(bad->reader->Finish().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const auto negative = StartWatch("jobs/1", -1);
  EXPECT_FALSE(negative->reader->Read(&event));
  EXPECT_EQ(negative->reader->Finish().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const auto missing = StartWatch("jobs/17", 0);
  EXPECT_FALSE(missing->reader->Read(&event));
  EXPECT_EQ(missing->reader->Finish().error_code(), grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace palimpsest

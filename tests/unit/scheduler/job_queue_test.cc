#include "server/scheduler/job_queue.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

bool Any(absl::string_view) { return true; }

TEST(JobQueueTest, GivesJobsOutInTheOrderOfTheirCreation) {
  JobQueue queue;
  queue.Add(2, "cpu");
  queue.Add(3, "cpu");
  queue.Add(1, "cpu");  // tried again: keeps its turn
  EXPECT_EQ(queue.Take(Any)->number, 1);
  EXPECT_EQ(queue.Take(Any)->number, 2);
  EXPECT_EQ(queue.Take(Any)->number, 3);
  EXPECT_FALSE(queue.Take(Any).has_value());
}

TEST(JobQueueTest, PassesOverJobsWhoseDeviceDoesNotSuit) {
  JobQueue queue;
  queue.Add(1, "cuda");
  queue.Add(2, "cpu");
  EXPECT_EQ(queue.Take([](absl::string_view device) { return device == "cpu"; })->number, 2);
  EXPECT_EQ(queue.size(), 1u);
  EXPECT_EQ(queue.Take(Any)->device, "cuda");
}

TEST(JobQueueTest, RemovesWhatWaitsOnly) {
  JobQueue queue;
  queue.Add(1, "cpu");
  queue.Add(1, "cpu");
  EXPECT_EQ(queue.size(), 1u);
  EXPECT_TRUE(queue.Remove(1));
  EXPECT_FALSE(queue.Remove(1));
  EXPECT_FALSE(queue.Take(Any).has_value());
}

}  // namespace
}  // namespace palimpsest

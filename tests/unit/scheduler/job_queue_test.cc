#include "server/scheduler/job_queue.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(JobQueueTest, GivesJobsOutInTheOrderOfTheirCreation) {
  JobQueue queue;
  queue.Add(2, "cpu");
  queue.Add(3, "cpu");
  queue.Add(1, "cpu");  // tried again: keeps its turn
  EXPECT_EQ(queue.Take("cpu"), 1);
  EXPECT_EQ(queue.Take("cpu"), 2);
  EXPECT_EQ(queue.Take("cpu"), 3);
  EXPECT_EQ(queue.Take("cpu"), absl::nullopt);
}

TEST(JobQueueTest, HasALineForEachKind) {
  JobQueue queue;
  queue.Add(1, "cuda");
  queue.Add(2, "cpu");
  EXPECT_EQ(queue.Take("cpu"), 2);
  EXPECT_EQ(queue.Take("cpu"), absl::nullopt);
  EXPECT_EQ(queue.Take("cuda"), 1);
}

TEST(JobQueueTest, RemovesWhatWaitsOnly) {
  JobQueue queue;
  queue.Add(1, "cpu");
  queue.Add(1, "cpu");
  EXPECT_TRUE(queue.Remove(1));
  EXPECT_FALSE(queue.Remove(1));
  EXPECT_EQ(queue.Take("cpu"), absl::nullopt);
}

TEST(JobQueueTest, TellsHowManyOfTheKindAreBefore) {
  JobQueue queue;
  queue.Add(4, "cpu");
  queue.Add(5, "cuda");
  queue.Add(6, "cpu");
  queue.Add(2, "cpu");
  EXPECT_EQ(queue.Find(2)->jobs_before, 0);
  EXPECT_EQ(queue.Find(6)->jobs_before, 2);
  EXPECT_EQ(queue.Find(5)->jobs_before, 0);
  EXPECT_EQ(queue.Find(5)->slot_kind, "cuda");
  EXPECT_FALSE(queue.Find(3).has_value());
}

}  // namespace
}  // namespace palimpsest

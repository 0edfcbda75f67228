#include "server/worker/worker_name.h"

#include "common/job/resource_names.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(WorkerNameTest, IsWellFormedAndNeverTheSame) {
  const std::string name = NewWorkerName();
  EXPECT_TRUE(ParseWorkerName(name).ok()) << name;
  EXPECT_NE(NewWorkerName(), name);
}

}  // namespace
}  // namespace palimpsest

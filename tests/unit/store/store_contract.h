#ifndef PALIMPSEST_TESTS_UNIT_STORE_STORE_CONTRACT_H_
#define PALIMPSEST_TESTS_UNIT_STORE_STORE_CONTRACT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "server/store/store.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {

// What a store does, wherever it keeps its database.
class StoreContract : public ::testing::TestWithParam<const char*> {
 protected:
  static std::string Path(const TemporaryDirectory& folder) {
    return GetParam() == std::string(":memory:") ? ":memory:" : folder.File(GetParam());
  }

  v1::Job GetJob(int64_t job_id) {
    const absl::StatusOr<v1::Job> job = store_->GetJob(job_id);
    EXPECT_THAT(job, IsOk());
    return *job;
  }

  std::vector<v1::JobEvent> Events(int64_t job_id, int64_t after = 0) {
    const absl::StatusOr<std::vector<v1::JobEvent>> events =
        store_->EventsAfter(job_id, after, /*limit=*/1000);
    EXPECT_THAT(events, IsOk());
    return *events;
  }

  std::vector<std::string> Names(const JobFilter& filter) {
    const absl::StatusOr<std::vector<v1::Job>> jobs = store_->ListJobs(filter);
    EXPECT_THAT(jobs, IsOk());
    std::vector<std::string> names;
    for (const v1::Job& job : *jobs) names.push_back(job.name());
    return names;
  }

  TemporaryDirectory folder_;
  std::unique_ptr<Store> store_ = OpenStore(Path(folder_));
};

inline std::string DatabaseName(const ::testing::TestParamInfo<const char*>& info) {
  return info.param[0] == ':' ? "InMemory" : "InAFile";
}

// Runs the tests of `suite`, a StoreContract, for each kind of database.
#define PALIMPSEST_INSTANTIATE_STORE_CONTRACT(suite) \
  INSTANTIATE_TEST_SUITE_P(Databases, suite, ::testing::Values(":memory:", "test.db"), DatabaseName)

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_UNIT_STORE_STORE_CONTRACT_H_

#include "client/display/result_columns.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

using nlohmann::json;

TEST(ResultColumnsTest, TheNamesThatScriptsRelyOnAreThere) {
  std::vector<std::string> names;
  for (const ResultColumn& column : ResultColumns()) names.push_back(column.name);
  EXPECT_THAT(names, ::testing::ElementsAre(
                         "job", "name", "state", "model", "dataset", "strategy", "bits",
                         "shared_bits", "float_accuracy", "plain_accuracy", "one_shot_accuracy",
                         "final_accuracy", "cells_per_weight", "capacity_factor",
                         "equal_capacity_bits", "equal_capacity_cells_per_weight",
                         "equal_capacity_one_shot_accuracy", "equal_capacity_final_accuracy",
                         "seed", "create_time", "duration", "run_time", "waiting_time"));
}

TEST(ResultColumnsTest, JsonHasFlatObjectsWithNumbersAsNumbers) {
  const json rows =
      json::parse(RenderResultsJson(ResultColumns(), {SucceededJob(17), QueuedJob(18)}));
  EXPECT_EQ(rows[0], json::parse(R"({
    "job": "jobs/17", "name": "first light", "state": "SUCCEEDED", "model": "lenet5",
    "dataset": "fashion-mnist", "strategy": "overlap", "bits": 8, "shared_bits": 8,
    "float_accuracy": 0.912, "plain_accuracy": 0.911, "one_shot_accuracy": 0.85,
    "final_accuracy": 0.9101, "cells_per_weight": 4.19, "capacity_factor": 1.909,
    "equal_capacity_bits": 4, "equal_capacity_cells_per_weight": 4.0,
    "equal_capacity_one_shot_accuracy": 0.8, "equal_capacity_final_accuracy": 0.9,
    "seed": 1, "create_time": "2026-01-31T12:00:00Z", "duration": 185.0,
    "run_time": 180.0, "waiting_time": 5.0
  })"));
  EXPECT_EQ(rows[1].size(), rows[0].size()) << "every row has every column";
  EXPECT_TRUE(rows[1]["final_accuracy"].is_null());
  EXPECT_TRUE(rows[1]["equal_capacity_bits"].is_null());
  EXPECT_TRUE(rows[1]["duration"].is_null());
}

TEST(ResultColumnsTest, CsvQuotesWhatNeedsIt) {
  v1::Job job = SucceededJob(17);
  job.mutable_spec()->set_display_name("a \"b\", c");
  const auto columns = SelectColumns("job,name,final_accuracy,duration");
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ(RenderResultsCsv(*columns, {job, QueuedJob(18)}),
            "job,name,final_accuracy,duration\n"
            "jobs/17,\"a \"\"b\"\", c\",0.9101,185.0\n"
            "jobs/18,first light,,\n");
}

TEST(ResultColumnsTest, TheTableIsForPeople) {
  const auto columns =
      SelectColumns("job,bits,final_accuracy,capacity_factor,equal_capacity_bits,duration");
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ(RenderResultsTable(*columns, {SucceededJob(17), QueuedJob(18)}),
            "JOB      BITS    FINAL  CAPACITY FACTOR  EQUAL BITS  DURATION\n"
            "jobs/17     8  91.01 %            1.909           4    3m 05s\n"
            "jobs/18     8        -                -           -         -\n");
}

TEST(ResultColumnsTest, TheDefaultTableHasStateSeedAndWhatAnyJobHas) {
  const auto names = [](const std::vector<v1::Job>& jobs) {
    std::vector<std::string> names;
    for (const ResultColumn& column : DefaultTableColumns(jobs)) names.push_back(column.name);
    return names;
  };
  EXPECT_THAT(names({SucceededJob(17), QueuedJob(18)}),
              ::testing::ElementsAre("job", "name", "state", "model", "strategy", "bits",
                                     "shared_bits", "float_accuracy", "plain_accuracy",
                                     "one_shot_accuracy", "final_accuracy", "cells_per_weight",
                                     "capacity_factor", "equal_capacity_bits",
                                     "equal_capacity_final_accuracy", "seed", "run_time"));
  v1::Job without_baseline = SucceededJob(17);
  without_baseline.mutable_result()->clear_equal_capacity();
  EXPECT_THAT(names({without_baseline}),
              ::testing::Not(::testing::Contains("equal_capacity_bits")));
  EXPECT_THAT(names({}), ::testing::Contains("equal_capacity_bits"));
}

TEST(ResultColumnsTest, AnUnknownColumnIsNamedWithTheLikelyOne) {
  EXPECT_EQ(SelectColumns("job,final_acuracy").status(),
            absl::InvalidArgumentError(
                "--columns: unknown column \"final_acuracy\"; did you mean final_accuracy?"));
  EXPECT_FALSE(SelectColumns("job,").ok());
}

}  // namespace
}  // namespace palimpsest

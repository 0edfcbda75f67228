#include "client/display/json_output.h"

#include <nlohmann/json.hpp>

#include "gtest/gtest.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

using nlohmann::json;

TEST(JsonOutputTest, FieldsHaveTheNamesOfTheProtoAndDefaultsArePrinted) {
  const json job = json::parse(ToJson(SucceededJob(17)));
  EXPECT_EQ(job["name"], "jobs/17");
  EXPECT_EQ(job["state"], "SUCCEEDED");
  EXPECT_EQ(job["spec"]["memory"]["shared_bits"], 8);
  EXPECT_EQ(job["spec"]["equal_capacity_baseline"], false);
  EXPECT_EQ(job["result"]["float_accuracy"], 0.912);
  EXPECT_EQ(job["result"]["layers"][0]["sqnr_db"], 20.93);
  EXPECT_EQ(job["result"]["encoded_weights"], "44150") << "proto3 JSON: int64 is a string";
}

TEST(JsonOutputTest, AnEventIsOneLine) {
  const std::string line = ToJsonLine(Event("sequence: 3 log { text: \"a\\nb\" }"));
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(json::parse(line)["log"]["text"], "a\nb");
}

TEST(JsonOutputTest, AListIsAnArrayAlsoWhenItIsEmpty) {
  EXPECT_EQ(json::parse(ToJsonArray(std::vector<v1::Job>())), json::array());
  const json jobs = json::parse(ToJsonArray(std::vector<v1::Job>{QueuedJob(1), QueuedJob(2)}));
  ASSERT_EQ(jobs.size(), 2u);
  EXPECT_EQ(jobs[1]["name"], "jobs/2");
}

}  // namespace
}  // namespace palimpsest

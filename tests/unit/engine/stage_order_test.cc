#include "server/engine/stage_order.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/job/spec_defaults.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

v1::JobSpec TwoPortions() {
  v1::JobSpec spec;
  for (const double portion : {0.5, 1.0}) {
    spec.mutable_retraining()->mutable_portions()->add_values(portion);
  }
  FillDefaults(spec);
  return spec;
}

// All stages of a job, in order: "NO_OVERLAP SCALE", "OVERLAPPED FREEZE_PORTION 1".
std::vector<std::string> StagesOf(const v1::JobSpec& spec, bool is_cached = false) {
  v1::RunRecord record;
  BeginRun(spec, record);
  record.mutable_result()->mutable_provenance()->set_float_baseline_cached(is_cached);
  std::vector<std::string> stages;
  while (record.stage() != v1::RunRecord::FINISHED && stages.size() < 100) {
    std::string stage = v1::RunRecord::Stage_Name(record.stage());
    if (record.memory() != v1::RunRecord::MEMORY_UNSPECIFIED) {
      stage = absl::StrCat(v1::RunRecord::Memory_Name(record.memory()), " ", stage);
    }
    if (record.portion() > 0) absl::StrAppend(&stage, " ", record.portion());
    stages.push_back(stage);
    EnterNextStage(spec, record);
  }
  return stages;
}

std::string Joined(const std::vector<std::string>& stages) { return absl::StrJoin(stages, "\n"); }

TEST(StageOrderTest, AJobWithEverythingGoesThroughEveryStage) {
  v1::JobSpec spec = TwoPortions();
  spec.set_equal_capacity_baseline(true);
  std::vector<std::string> expected = {
      "INITIALIZE",       "TRAIN_FLOAT",           "EVALUATE_FLOAT",
      "NO_OVERLAP SCALE", "NO_OVERLAP ENCODE_ALL", "NO_OVERLAP EVALUATE_ONE_SHOT"};
  for (const std::string memory : {"EQUAL_CAPACITY", "OVERLAPPED"}) {
    for (const char* stage :
         {"SCALE", "ENCODE_ALL", "EVALUATE_ONE_SHOT", "FREEZE_PORTION", "RETRAIN_PORTION",
          "EVALUATE_PORTION", "FREEZE_PORTION 1", "EVALUATE_PORTION 1", "FREEZE_REST 1",
          "RECOVER 1", "EVALUATE_FINAL 1"}) {
      expected.push_back(absl::StrCat(memory, " ", stage));
    }
    expected.push_back(memory == "OVERLAPPED" ? "OVERLAPPED REPORT 1"
                                              : "EQUAL_CAPACITY VERIFY_IMAGE 1");
  }
  EXPECT_EQ(Joined(StagesOf(spec)), Joined(expected));
}

TEST(StageOrderTest, WhatAJobDoesNotHaveIsLeftOut) {
  v1::JobSpec spec = TwoPortions();
  spec.mutable_retraining()->set_method(v1::RetrainingSpec::NONE);
  spec.mutable_retraining()->mutable_recovery()->set_epochs(0);
  EXPECT_EQ(Joined(StagesOf(spec, /*is_cached=*/true)),
            "INITIALIZE\nEVALUATE_FLOAT\nNO_OVERLAP SCALE\nNO_OVERLAP ENCODE_ALL\n"
            "NO_OVERLAP EVALUATE_ONE_SHOT\nOVERLAPPED SCALE\nOVERLAPPED ENCODE_ALL\n"
            "OVERLAPPED EVALUATE_ONE_SHOT\nOVERLAPPED FREEZE_REST\nOVERLAPPED EVALUATE_FINAL\n"
            "OVERLAPPED REPORT");
}

TEST(StageOrderTest, AMemoryBeginsWithoutTheLayersOfTheOneBefore) {
  const v1::JobSpec spec = TwoPortions();
  v1::RunRecord record;
  record.set_stage(v1::RunRecord::EVALUATE_ONE_SHOT);
  record.set_memory(v1::RunRecord::NO_OVERLAP);
  record.add_layers();
  EnterNextStage(spec, record);
  EXPECT_EQ(record.memory(), v1::RunRecord::OVERLAPPED);
  EXPECT_EQ(record.layers_size(), 0);
}

TEST(StageOrderTest, EveryStageHasAPhase) {
  for (int stage = v1::RunRecord::TRAIN_FLOAT; stage <= v1::RunRecord::FINISHED; ++stage) {
    EXPECT_GT(PhaseOf(static_cast<v1::RunRecord::Stage>(stage)), v1::Progress::LOADING) << stage;
  }
  EXPECT_EQ(PhaseOf(v1::RunRecord::INITIALIZE), v1::Progress::LOADING);
}

}  // namespace
}  // namespace palimpsest

// A run that is written to a file and goes on from it, in the place of another process.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/files.h"
#include "common/job/spec_defaults.h"
#include "gtest/gtest.h"
#include "server/engine/failure.h"
#include "server/engine/job_runner.h"
#include "tests/support/idx_data.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/engine/recording_events.h"

namespace palimpsest {
namespace {

class ResumeTest : public ::testing::Test {
 protected:
  ResumeTest() {
    WriteIdxData(folder_.path() + "/data", /*train_count=*/128, /*test_count=*/50);
    v1::JobSpec& spec = *request_.mutable_spec();
    spec.mutable_model()->set_name("lenet5");
    spec.mutable_dataset()->set_name("squares");
    spec.mutable_training()->mutable_sgd()->set_epochs(2);
    spec.mutable_training()->mutable_sgd()->set_batch_size(16);
    spec.mutable_training()->set_crop_padding(2);
    spec.mutable_encoder()->set_starts(1);
    spec.mutable_scaling()->set_strategy("mse");
    spec.set_equal_capacity_baseline(true);
    v1::RetrainingSpec& retraining = *spec.mutable_retraining();
    retraining.mutable_sgd()->set_epochs(0.5);
    retraining.mutable_sgd()->set_batch_size(16);
    retraining.mutable_recovery()->set_epochs(0.5);
    retraining.mutable_recovery()->set_batch_size(16);
    for (const double portion : {0.5, 1.0}) retraining.mutable_portions()->add_values(portion);
    FillDefaults(spec);
    (*request_.mutable_dataset_dirs())["squares"] = folder_.path() + "/data";
  }

  std::unique_ptr<JobRunner> MakeRunner(const std::string& name) {
    request_.set_work_dir(absl::StrCat(folder_.path(), "/work-", name));
    request_.set_cache_dir(absl::StrCat(folder_.path(), "/cache-", name));
    EXPECT_TRUE(CreateDirectories(request_.work_dir()).ok());
    auto runner = JobRunner::Create(request_, /*threads=*/1, events_);
    EXPECT_TRUE(runner.ok()) << runner.status();
    return *std::move(runner);
  }

  // Runs the job, `max_steps` of a training at a time. Between two pieces everything is thrown away
  // but the state's file, if `forgets`.
  RunState Run(const std::string& name, int64_t max_steps, bool forgets) {
    std::unique_ptr<JobRunner> runner = MakeRunner(name);
    RunState state = runner->Begin();
    while (!JobRunner::IsFinished(state)) {
      auto next = runner->Advance(std::move(state), max_steps);
      EXPECT_TRUE(next.ok()) << next.status();
      if (!next.ok()) return RunState();
      state = *std::move(next);
      mid_training_stops_ += state.record.has_training() ? 1 : 0;
      ++pieces_;
      if (!forgets || JobRunner::IsFinished(state)) continue;
      const std::string path = folder_.path() + "/state.plmrun";
      EXPECT_TRUE(WriteRunState(state, path).ok());
      runner = MakeRunner(name);
      state = *ReadRunState(path);
    }
    return state;
  }

  static std::map<std::string, std::string> Hashes(const RunState& state) {
    std::map<std::string, std::string> hashes;
    for (const v1::Artifact& artifact : state.record.artifacts()) {
      hashes[artifact.file_name()] = artifact.sha256();
    }
    return hashes;
  }

  TemporaryDirectory folder_;
  v1::RunJob request_;
  RecordingEvents events_;
  int mid_training_stops_ = 0;
  int pieces_ = 0;
};

// What may differ between two runs of one job: times.
v1::JobResult WithoutTimes(v1::JobResult result) {
  result.mutable_provenance()->clear_wall_time();
  result.mutable_provenance()->clear_device_time();
  for (auto* layers :
       {result.mutable_layers(), result.mutable_equal_capacity()->mutable_layers()}) {
    for (v1::LayerResult& layer : *layers) layer.clear_encode_time();
  }
  return result;
}

TEST_F(ResumeTest, AnInterruptedRunGivesTheSameBitsAsOneInOnePiece) {
  const RunState whole = Run("whole", JobRunner::kWholeStage, /*forgets=*/false);
  EXPECT_EQ(mid_training_stops_, 0);
  EXPECT_EQ(pieces_, 30);
  // 3 steps at a time: every training stops in its middle, some more than once.
  const RunState pieces = Run("pieces", /*max_steps=*/3, /*forgets=*/true);
  EXPECT_EQ(mid_training_stops_, 5 + 2 * (1 + 1));
  ASSERT_EQ(Hashes(whole).size(), 4u);
  EXPECT_EQ(Hashes(pieces), Hashes(whole));
  EXPECT_EQ(WithoutTimes(pieces.record.result()).DebugString(),
            WithoutTimes(whole.record.result()).DebugString());
  EXPECT_EQ(pieces.record.result().evaluated_weights_sha256(),
            whole.record.result().evaluated_weights_sha256());
  EXPECT_EQ(events_.progresses.back().fraction(), 1);
}

TEST_F(ResumeTest, AStateGoesOnInItsOwnJobOnly) {
  const RunState state = MakeRunner("one")->Begin();
  request_.mutable_spec()->set_seed(2);
  const absl::Status other_job = MakeRunner("other")->Advance(state).status();
  EXPECT_TRUE(absl::IsDataLoss(other_job)) << other_job;
  request_.mutable_spec()->set_seed(1);
  RunState finished = state;
  finished.record.set_stage(v1::RunRecord::FINISHED);
  EXPECT_TRUE(absl::IsDataLoss(MakeRunner("one")->Advance(finished).status()));
  RunState empty = state;
  empty.record.set_stage(v1::RunRecord::EVALUATE_FINAL);
  EXPECT_TRUE(absl::IsDataLoss(MakeRunner("one")->Advance(empty).status()));
}

}  // namespace
}  // namespace palimpsest

#include "server/engine/job_runner.h"

#include <algorithm>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/files.h"
#include "common/base/sha256.h"
#include "common/job/spec_defaults.h"
#include "common/memory/memory_image.h"
#include "common/tensors/safetensors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/engine/failure.h"
#include "server/engine/torch_runtime.h"
#include "tests/support/idx_data.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/engine/recording_events.h"

namespace palimpsest {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class JobRunnerTest : public ::testing::Test {
 protected:
  JobRunnerTest() {
    EXPECT_TRUE(CreateDirectories(folder_.path() + "/data").ok());
    WriteIdxData(folder_.path() + "/data", /*train_count=*/256, /*test_count=*/100);
    v1::JobSpec& spec = *request_.mutable_spec();
    spec.mutable_model()->set_name("lenet5");
    spec.mutable_dataset()->set_name("squares");
    spec.mutable_training()->mutable_sgd()->set_epochs(1);
    spec.mutable_encoder()->set_starts(1);
    spec.mutable_scaling()->set_strategy("mse_effective");
    spec.mutable_retraining()->mutable_sgd()->set_epochs(0.5);
    spec.mutable_retraining()->mutable_recovery()->set_epochs(0.5);
    v1::Portions& portions = *spec.mutable_retraining()->mutable_portions();
    for (const double portion : {0.5, 1.0}) portions.add_values(portion);
    FillDefaults(spec);
    (*request_.mutable_dataset_dirs())["squares"] = folder_.path() + "/data";
  }

  absl::StatusOr<JobOutput> Run(const std::string& work, const std::string& cache) {
    request_.set_work_dir(folder_.path() + "/" + work);
    request_.set_cache_dir(folder_.path() + "/" + cache);
    EXPECT_TRUE(CreateDirectories(request_.work_dir()).ok());
    return RunWholeJob(request_, /*threads=*/1, events_);
  }

  std::string Artifact(const std::string& work, const std::string& name) {
    return *ReadFile(absl::StrCat(folder_.path(), "/", work, "/", name));
  }

  v1::Failure FailureOf(const absl::StatusOr<JobOutput>& output) {
    EXPECT_FALSE(output.ok());
    return ToFailure(output.status());
  }

  TemporaryDirectory folder_;
  v1::RunJob request_;
  RecordingEvents events_;
};

TEST_F(JobRunnerTest, TheSameSeedGivesTheSameResultAndArtifactsTwice) {
  const auto first = Run("work1", "cache1");
  const auto second = Run("work2", "cache2");
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(first->result.final_loss(), second->result.final_loss());
  ASSERT_EQ(first->artifacts.size(), 4u);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(first->artifacts[i].sha256(), second->artifacts[i].sha256())
        << first->artifacts[i].file_name();
  }
  request_.mutable_spec()->set_seed(2);
  const auto other = Run("work3", "cache3");
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_NE(other->result.evaluated_weights_sha256(), first->result.evaluated_weights_sha256());
}

TEST_F(JobRunnerTest, TheCachedBaselineGivesTheSameResultAsTheTrainedOne) {
  const auto trained = Run("work1", "cache");
  const auto cached = Run("work2", "cache");
  ASSERT_TRUE(trained.ok()) << trained.status();
  ASSERT_TRUE(cached.ok()) << cached.status();
  EXPECT_FALSE(trained->result.provenance().float_baseline_cached());
  EXPECT_TRUE(cached->result.provenance().float_baseline_cached());
  EXPECT_EQ(cached->result.evaluated_weights_sha256(), trained->result.evaluated_weights_sha256());
}

TEST_F(JobRunnerTest, TheImageDecodesToTheWeightsThatWereEvaluated) {
  const auto output = Run("work", "cache");
  ASSERT_TRUE(output.ok()) << output.status();
  const auto groups = ParseMemoryImage(Artifact("work", "memory_image.plm"));
  const auto quantized = ParseSafetensors(Artifact("work", "quantized_weights.safetensors"));
  const auto model = ParseSafetensors(Artifact("work", "model.safetensors"));
  ASSERT_TRUE(groups.ok() && quantized.ok() && model.ok());
  ASSERT_EQ(groups->size(), 5u);
  Sha256 hash;
  for (const GroupImage& group : *groups) {
    const std::vector<float> decoded = (*DecodeGroupImage(group))[0];
    const std::string& name = group.plan.tensors()[0].name;
    EXPECT_EQ(decoded, quantized->Find(name)->values) << name;
    EXPECT_EQ(decoded, model->Find(name)->values) << name;
    hash.Update({reinterpret_cast<const char*>(decoded.data()), decoded.size() * sizeof(float)});
  }
  EXPECT_EQ(hash.HexDigest(), output->result.evaluated_weights_sha256());
}

TEST_F(JobRunnerTest, TheResultIsComplete) {
  request_.mutable_spec()->set_equal_capacity_baseline(true);
  // Enough steps to learn something.
  request_.mutable_spec()->mutable_training()->mutable_sgd()->set_batch_size(16);
  request_.mutable_spec()->mutable_training()->mutable_sgd()->set_epochs(6);
  const auto output = Run("work", "cache");
  ASSERT_TRUE(output.ok()) << output.status();
  const v1::JobResult& result = output->result;
  EXPECT_GT(result.float_accuracy(), 0.2);
  EXPECT_GT(result.final_accuracy(), 0.2);
  EXPECT_NEAR(result.cells_per_weight(), 4.19, 0.02);
  EXPECT_NEAR(result.capacity_factor(), 8 / result.cells_per_weight(), 1e-9);
  EXPECT_EQ(result.portions_size(), 2);
  EXPECT_EQ(result.layers_size(), 5);
  EXPECT_EQ(result.encoded_weights() + result.float_parameters(), 61750);
  EXPECT_EQ(result.equal_capacity().bits(), 4);
  EXPECT_EQ(result.equal_capacity().cells_per_weight(), 4);
  EXPECT_EQ(result.equal_capacity().layers_size(), 5);
  EXPECT_EQ(result.provenance().data_sha256().size(), 64u);
  EXPECT_EQ(result.provenance().libtorch_version(), LibTorchVersion());
  EXPECT_EQ(events_.progresses.back().fraction(), 1);
}

TEST_F(JobRunnerTest, ADamagedCacheFileIsToldAndTrainedAgain) {
  ASSERT_TRUE(Run("work1", "cache").ok());
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path() + "/cache")) {
    ASSERT_TRUE(WriteFileAtomically(entry.path().string(), "damaged").ok());
  }
  const auto output = Run("work2", "cache");
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_FALSE(output->result.provenance().float_baseline_cached());
  EXPECT_TRUE(std::any_of(events_.lines.begin(), events_.lines.end(), [](const v1::LogLine& line) {
    return line.severity() == v1::LogLine::WARNING;
  }));
}

TEST_F(JobRunnerTest, ScalesOfChannelsAndNoRetrainingWorkToo) {
  request_.mutable_spec()->mutable_scaling()->set_granularity(v1::ScalingSpec::CHANNEL);
  request_.mutable_spec()->mutable_retraining()->set_method(v1::RetrainingSpec::NONE);
  request_.mutable_spec()->mutable_retraining()->mutable_recovery()->set_epochs(0);
  const auto output = Run("work", "cache");
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_EQ(output->result.portions_size(), 0);
  EXPECT_EQ(output->result.final_accuracy(), output->result.one_shot_accuracy());
  const auto groups = ParseMemoryImage(Artifact("work", "memory_image.plm"));
  EXPECT_EQ((*groups)[0].plan.tensors()[0].scale.channels(), 6u);
}

TEST_F(JobRunnerTest, LayersThatAreKeptStayInFloatingPoint) {
  (*request_.mutable_spec()->mutable_layers())["conv"].set_keep_floating_point(true);
  (*request_.mutable_spec()->mutable_layers())["conv2"].set_keep_floating_point(false);
  const auto output = Run("work", "cache");
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_EQ(output->result.layers_size(), 4);
  EXPECT_EQ(output->result.layers(0).name(), "conv2.weight");
  EXPECT_EQ(output->result.layers(0).bits(), 8);
  EXPECT_EQ(output->result.encoded_weights() + output->result.float_parameters(), 61750);
  EXPECT_EQ(ParseMemoryImage(Artifact("work", "memory_image.plm"))->size(), 4u);
}

TEST_F(JobRunnerTest, KeepingOneLayerChangesNoCodeOfAnother) {
  request_.mutable_spec()->mutable_encoder()->set_starts(2);
  request_.mutable_spec()->mutable_retraining()->set_method(v1::RetrainingSpec::NONE);
  request_.mutable_spec()->mutable_retraining()->clear_recovery();
  ASSERT_TRUE(Run("work1", "cache").ok());
  (*request_.mutable_spec()->mutable_layers())["conv1"].set_keep_floating_point(true);
  ASSERT_TRUE(Run("work2", "cache").ok());
  const auto all = ParseSafetensors(Artifact("work1", "quantized_weights.safetensors"));
  const auto others = ParseSafetensors(Artifact("work2", "quantized_weights.safetensors"));
  ASSERT_TRUE(all.ok() && others.ok());
  ASSERT_EQ(others->tensors.size(), 4u);
  for (const NamedTensor& tensor : others->tensors) {
    EXPECT_EQ(tensor.values, all->Find(tensor.name)->values) << tensor.name;
  }
}

TEST_F(JobRunnerTest, EveryLayerGoesThroughTheWholeJobWithItsOwnSettings) {
  v1::JobSpec& spec = *request_.mutable_spec();
  spec.set_equal_capacity_baseline(true);
  auto& layers = *spec.mutable_layers();
  layers["conv1"].set_keep_floating_point(true);
  layers["fc"].mutable_memory()->set_bits(6);
  layers["fc"].mutable_memory()->set_shared_bits(6);
  layers["fc3"].mutable_retraining()->set_order(v1::RetrainingSpec::ERROR_DESCENDING);
  layers["fc3"].mutable_scaling()->set_strategy("min_max");
  const auto output = Run("work", "cache");
  ASSERT_TRUE(output.ok()) << output.status();
  std::vector<int> bits;
  double plain_cells = 0;
  double cells = 0;
  for (const v1::LayerResult& layer : output->result.layers()) {
    bits.push_back(layer.bits());
    plain_cells += layer.bits() * static_cast<double>(layer.weights());
    cells += static_cast<double>(layer.cells());
  }
  EXPECT_THAT(bits, ElementsAre(8, 6, 6, 6));
  EXPECT_NEAR(output->result.capacity_factor(), plain_cells / cells, 1e-12);
  EXPECT_EQ(output->result.layers(3).alpha_over_max(), 1);
  EXPECT_EQ(output->result.equal_capacity().bits(), 0);
  EXPECT_EQ(output->result.equal_capacity().layers(0).bits(), 4);
  EXPECT_EQ(output->result.equal_capacity().layers(1).bits(), 3);
}

TEST_F(JobRunnerTest, WithoutRetrainingNothingRunsThatWasNotAskedForByName) {
  v1::JobSpec& spec = *request_.mutable_spec();
  spec.clear_retraining();
  spec.mutable_retraining()->set_method(v1::RetrainingSpec::NONE);
  FillDefaults(spec);
  const auto output = Run("work", "cache");
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_EQ(output->result.final_loss(), output->result.one_shot_loss());
  for (const v1::Progress& progress : events_.progresses) {
    EXPECT_NE(progress.phase(), v1::Progress::RETRAINING);
    EXPECT_NE(progress.phase(), v1::Progress::RECOVERING);
  }
}

TEST_F(JobRunnerTest, WhatTheWorkerLacksIsAnErrorNotAFallback) {
  request_.mutable_spec()->set_device("xla");
  const v1::Failure no_device = FailureOf(Run("work", "cache"));
  EXPECT_EQ(no_device.kind(), v1::Failure::INVALID);
  EXPECT_THAT(no_device.message(), HasSubstr("no \"xla\" device"));
  request_.mutable_spec()->set_device("cpu");
  request_.clear_dataset_dirs();
  const v1::Failure no_data = FailureOf(Run("work", "cache"));
  EXPECT_EQ(no_data.kind(), v1::Failure::INVALID);
  EXPECT_THAT(no_data.message(), HasSubstr("squares"));
}

TEST_F(JobRunnerTest, ABaselineThatIsNotFiniteFailsTheJobAndIsNotCached) {
  // One step: its own loss is finite, what it leaves is not.
  request_.mutable_spec()->mutable_training()->mutable_sgd()->set_epochs(1e-3);
  request_.mutable_spec()->mutable_training()->mutable_sgd()->set_learning_rate(1e38);
  const v1::Failure failure = FailureOf(Run("work", "cache"));
  EXPECT_EQ(failure.kind(), v1::Failure::NUMERIC) << failure.message();
  EXPECT_THAT(failure.message(), HasSubstr("floating point, after step 1"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/cache"));
}

TEST_F(JobRunnerTest, ACancelledRunEndsAsCancelled) {
  events_.questions_left = 5;
  EXPECT_TRUE(absl::IsCancelled(Run("work", "cache").status()));
}

TEST_F(JobRunnerTest, TheCpuIsAlwaysUsable) { EXPECT_THAT(UsableDevices(), Contains("cpu")); }

}  // namespace
}  // namespace palimpsest

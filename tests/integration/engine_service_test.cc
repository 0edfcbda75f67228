// The whole service with the real engine: a small network on a small data set, for seconds.

#include <signal.h>

#include <filesystem>

#include "client/artifacts/weight_verification.h"
#include "common/memory/memory_image.h"
#include "common/tensors/safetensors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test_paths.h"
#include "tests/integration/service_fixture.h"
#include "tests/support/idx_data.h"
#include "tests/support/script.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::UnorderedElementsAre;

constexpr int kTrainImages = 512;
constexpr int kTestImages = 256;

class EngineServiceTest : public ServiceFixture {
 protected:
  EngineServiceTest() : data_(folder_.path() + "/squares") {
    WriteIdxData(data_, kTrainImages, kTestImages);
    options_.datasets = {{"squares", data_}};
    // The engine may wait for a processor for longer than a test of the protocol may.
    options_.lease_timeout = absl::Seconds(4);
  }

  // A job of two seconds: most of its time would go into the rotations.
  static v1::JobSpec SmallSpec() {
    v1::JobSpec spec;
    spec.mutable_model()->set_name("lenet5");
    spec.mutable_dataset()->set_name("squares");
    spec.mutable_training()->mutable_sgd()->set_epochs(4);
    spec.mutable_training()->mutable_sgd()->set_batch_size(32);
    spec.mutable_training()->set_augment(false);
    spec.mutable_memory()->set_rotations(false);
    spec.mutable_encoder()->set_starts(1);
    spec.mutable_scaling()->set_strategy("min_max");
    v1::Portions& portions = *spec.mutable_retraining()->mutable_portions();
    for (const double portion : {0.5, 1.0}) portions.add_values(portion);
    spec.mutable_retraining()->mutable_sgd()->set_epochs(0.5);
    spec.mutable_retraining()->mutable_sgd()->set_batch_size(32);
    spec.mutable_retraining()->mutable_recovery()->set_epochs(0.5);
    return spec;
  }

  // Runs for minutes unless something ends it.
  static v1::JobSpec LongSpec() {
    v1::JobSpec spec = SmallSpec();
    spec.mutable_training()->mutable_sgd()->set_epochs(1000);
    return spec;
  }

  void ExpectSecondAttemptSucceeded(const v1::Job& job, v1::Failure::Kind first_failure) {
    EXPECT_EQ(job.state(), v1::Job::SUCCEEDED) << job.ShortDebugString();
    ASSERT_EQ(job.attempts_size(), 2) << job.ShortDebugString();
    EXPECT_EQ(job.attempts(0).failure().kind(), first_failure) << job.ShortDebugString();
  }

  // A job that ran through without trouble finds the same weights, bit for bit.
  void ExpectSameAsUninterrupted(const v1::Job& job) {
    const v1::Job other = jobs_->WaitForEnd(jobs_->Create(job.spec()));
    EXPECT_EQ(other.attempts_size(), 1);
    EXPECT_EQ(job.result().evaluated_weights_sha256(), other.result().evaluated_weights_sha256());
    EXPECT_EQ(job.result().final_accuracy(), other.result().final_accuracy());
  }

  const std::string data_;
};

TEST_F(EngineServiceTest, AJobGoesThroughAndItsImageHoldsTheEvaluatedWeights) {
  StartServer();
  v1::JobSpec spec = SmallSpec();
  spec.mutable_memory()->set_rotations(true);
  spec.mutable_scaling()->set_strategy("overlap");
  const std::string name = jobs_->Create(spec);
  const v1::Job job = jobs_->WaitForEnd(name);
  ASSERT_EQ(job.state(), v1::Job::SUCCEEDED) << job.ShortDebugString();
  const v1::JobResult& result = job.result();
  // Ten classes: guessing is 0.1.
  EXPECT_GT(result.float_accuracy(), 0.5);
  EXPECT_GT(result.final_accuracy(), 0.5);
  EXPECT_NEAR(result.capacity_factor(), 2, 0.1);
  EXPECT_EQ(result.layers_size(), 5);
  EXPECT_FALSE(result.provenance().libtorch_version().empty());

  const auto artifacts = jobs_->Artifacts(name);
  ASSERT_THAT(artifacts,
              UnorderedElementsAre(Key("memory_image.plm"), Key("metrics.csv"),
                                   Key("model.safetensors"), Key("quantized_weights.safetensors")));
  const auto image = ParseMemoryImage(artifacts.at("memory_image.plm"));
  ASSERT_TRUE(image.ok()) << image.status();
  const auto weights = ParseSafetensors(artifacts.at("quantized_weights.safetensors"));
  ASSERT_TRUE(weights.ok()) << weights.status();
  EXPECT_EQ(VerifyWeights(*image, *weights, result).difference, "");
}

TEST_F(EngineServiceTest, ACancelInMidRunEndsTheJobSoon) {
  StartServer();
  const std::string name = jobs_->Create(LongSpec());
  jobs_->WaitForMidRun(name, /*attempt=*/1);
  const pid_t engine = BusyEnginePid();
  jobs_->Cancel(name);
  EXPECT_EQ(jobs_->WaitForEnd(name).state(), v1::Job::CANCELLED);
  // The engine stopped the run by itself: it was not killed, and takes the next job.
  const std::string next = jobs_->Create(LongSpec());
  jobs_->WaitForMidRun(next, /*attempt=*/1);
  EXPECT_EQ(BusyEnginePid(), engine);
  jobs_->Cancel(next);
}

TEST_F(EngineServiceTest, AfterAKillOfTheEngineTheJobFindsTheSameWeights) {
  StartServer();
  const std::string name = jobs_->Create(SmallSpec());
  jobs_->WaitForMidRun(name, /*attempt=*/1);
  ASSERT_EQ(kill(BusyEnginePid(), SIGKILL), 0);
  const v1::Job job = jobs_->WaitForEnd(name);
  ExpectSecondAttemptSucceeded(job, v1::Failure::CRASHED);
  ExpectSameAsUninterrupted(job);
}

TEST_F(EngineServiceTest, AfterAKillOfTheWorkerTheJobFinishes) {
  StartServer();
  const std::string name = jobs_->Create(SmallSpec());
  jobs_->WaitForMidRun(name, /*attempt=*/1);
  const pid_t engine = BusyEnginePid();
  ASSERT_EQ(kill(jobs_->BusyWorkerPid(), SIGKILL), 0);
  EXPECT_TRUE(WaitForEnd(engine, absl::Seconds(20))) << "the engine outlives its worker";
  ExpectSecondAttemptSucceeded(jobs_->WaitForEnd(name), v1::Failure::LOST);
}

TEST_F(EngineServiceTest, AfterAKillOfTheServerTheJobFinishes) {
  StartServer();
  const std::string name = jobs_->Create(SmallSpec());
  jobs_->WaitForMidRun(name, /*attempt=*/1);
  KillServer();
  StartServer();
  ExpectSecondAttemptSucceeded(jobs_->WaitForEnd(name), v1::Failure::LOST);
}

TEST_F(EngineServiceTest, ATruncatedDataFileFailsTheJobAndIsNamed) {
  const std::string file = data_ + "/train-images-idx3-ubyte";
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
  StartServer();
  const v1::Job job = jobs_->WaitForEnd(jobs_->Create(SmallSpec()));
  EXPECT_EQ(job.state(), v1::Job::FAILED);
  EXPECT_EQ(job.failure().kind(), v1::Failure::INVALID);
  EXPECT_THAT(job.failure().message(), HasSubstr(file));
  EXPECT_EQ(job.attempts_size(), 1);
}

TEST_F(EngineServiceTest, AJobForADeviceThatNoWorkerHasWaitsAndSaysSo) {
  StartServer();
  v1::JobSpec spec = SmallSpec();
  spec.set_device("cuda");
  const std::string waiting = jobs_->Create(spec);
  // A later job for the CPU passes it.
  EXPECT_EQ(jobs_->WaitForEnd(jobs_->Create(SmallSpec())).state(), v1::Job::SUCCEEDED);
  const v1::Job job = jobs_->Get(waiting);
  EXPECT_EQ(job.state(), v1::Job::QUEUED);
  EXPECT_EQ(job.waiting_for(), "no worker of kind cuda is connected");
  EXPECT_EQ(job.attempts_size(), 0);
}

TEST_F(EngineServiceTest, AFullDiskFailsTheJobAsNoSpace) {
  // No file of more than 100 KiB, as in bad_conditions_test.cc; the weights need more.
  options_.worker_program = Script(folder_.path(),
                                   "trap '' XFSZ; ulimit -f 200\n"
                                   "exec " PALIMPSEST_BIN "/palimpsest-worker \"$@\"")
                                .path();
  StartServer();
  const v1::Job job = jobs_->WaitForEnd(jobs_->Create(SmallSpec()));
  EXPECT_EQ(job.state(), v1::Job::FAILED);
  EXPECT_EQ(job.failure().kind(), v1::Failure::NO_SPACE) << job.ShortDebugString();
  EXPECT_EQ(job.attempts_size(), 1);
}

}  // namespace
}  // namespace palimpsest

#include "server/engine/trainer.h"

#include <memory>
#include <vector>

#include "gtest/gtest.h"
#include "server/engine/failure.h"
#include "server/engine/models/zoo.h"
#include "server/engine/network_weights.h"
#include "tests/unit/engine/recording_events.h"

namespace palimpsest {
namespace {

// Bright and dark pictures, two classes.
ImageSet TwoClasses(int64_t count) {
  ImageSet set = {count, 28, 28, {}, {}};
  for (int64_t i = 0; i < count; ++i) {
    set.labels.push_back(static_cast<uint8_t>(i % 2));
    set.pixels.insert(set.pixels.end(), 28 * 28, i % 2 == 0 ? 40 : 200);
  }
  return set;
}

class TrainerTest : public ::testing::Test {
 protected:
  static TrainingRun Run(double epochs, double learning_rate) {
    TrainingRun run;
    run.sgd.set_epochs(epochs);
    run.sgd.set_batch_size(16);
    run.sgd.set_learning_rate(learning_rate);
    run.sgd.set_momentum(0.9);
    run.sgd.set_weight_decay(1e-4);
    run.seed = 3;
    return run;
  }

  const std::shared_ptr<Network> network_ = *MakeNetwork("mlp", 1);
  const DeviceData data_{TwoClasses(128), 0.5, 0.5, torch::kCPU};
  RecordingEvents events_;
  const RealClock clock_;
  ProgressTracker progress_{WorkPlan(), clock_, events_};
  Trainer trainer_{*network_, data_, data_, progress_, events_};
};

TEST_F(TrainerTest, LearnsWhatCanBeLearnt) {
  ASSERT_TRUE(trainer_.Train(Run(4, 0.02), FrozenWeights()).ok());
  const auto evaluation = trainer_.Evaluate();
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  EXPECT_EQ(evaluation->accuracy, 1);
  EXPECT_EQ(trainer_.step(), 4 * 128 / 16);
}

TEST_F(TrainerTest, FractionsOfEpochsAreWholeSteps) {
  EXPECT_EQ(trainer_.StepCount(Run(0.5, 1).sgd), 4);
  EXPECT_EQ(trainer_.StepCount(Run(1e-6, 1).sgd), 1);
  EXPECT_EQ(trainer_.StepCount(Run(0, 1).sgd), 0);
}

TEST_F(TrainerTest, OnlyVectorsLeavesEveryMatrixAsItWas) {
  const std::vector<NamedTensor> before = ReadState(*network_);
  TrainingRun run = Run(1, 0.05);
  run.only_vectors = true;
  ASSERT_TRUE(trainer_.Train(run, FrozenWeights()).ok());
  const std::vector<NamedTensor> after = ReadState(*network_);
  int changed = 0;
  for (size_t i = 0; i < before.size(); ++i) {
    if (before[i].shape.size() > 1) {
      EXPECT_EQ(after[i].values, before[i].values) << before[i].name;
    } else {
      changed += after[i].values != before[i].values ? 1 : 0;
    }
  }
  EXPECT_GT(changed, 0);
  for (const torch::Tensor& parameter : network_->parameters()) {
    EXPECT_TRUE(parameter.requires_grad());
  }
}

TEST_F(TrainerTest, ALossThatIsNotFiniteNamesTheStepAndTheField) {
  ASSERT_TRUE(trainer_.Train(Run(0.5, 0.02), FrozenWeights()).ok());
  progress_.Enter(v1::Progress::RETRAINING);
  const absl::Status status = trainer_.Train(Run(4, 1e37), FrozenWeights());
  EXPECT_EQ(ToFailure(status).kind(), v1::Failure::NUMERIC) << status;
  EXPECT_EQ(status.message(), "train loss is nan at step 6: lower retraining.sgd.learning_rate");
}

TEST_F(TrainerTest, AStepWithFewerPicturesThanTheNetworkNeedsIsRefused) {
  TrainingRun run = Run(1, 0.02);
  run.sgd.set_batch_size(1);
  const absl::Status status = trainer_.Train(run, FrozenWeights());
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_EQ(status.message(),
            "training.sgd.batch_size: this model trains on at least 2 pictures a step, got 1");
  run.sgd.set_epochs(0);
  EXPECT_TRUE(trainer_.Train(run, FrozenWeights()).ok());
}

TEST_F(TrainerTest, ACancelledRunStopsAtTheNextStep) {
  events_.questions_left = 3;
  EXPECT_TRUE(absl::IsCancelled(trainer_.Train(Run(4, 0.02), FrozenWeights())));
  EXPECT_EQ(trainer_.step(), 3);
  EXPECT_TRUE(absl::IsCancelled(trainer_.Evaluate().status()));
}

}  // namespace
}  // namespace palimpsest

#include "server/engine/trainer.h"

#include <ATen/Context.h>

#include <cmath>
#include <utility>
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
  ImageSet set = {count, {1, 28, 28}, {}, {}};
  for (int64_t i = 0; i < count; ++i) {
    set.labels.push_back(static_cast<int32_t>(i % 2));
    set.pixels.insert(set.pixels.end(), 28 * 28, i % 2 == 0 ? 40 : 200);
  }
  return set;
}

class TrainerTest : public ::testing::Test {
 protected:
  static TrainingSettings Settings(double epochs, double learning_rate) {
    TrainingSettings settings;
    settings.sgd.set_epochs(epochs);
    settings.sgd.set_batch_size(16);
    settings.sgd.set_learning_rate(learning_rate);
    settings.sgd.set_momentum(0.9);
    settings.sgd.set_weight_decay(1e-4);
    settings.seed = 3;
    return settings;
  }

  // A whole training.
  absl::Status Train(const TrainingSettings& settings) {
    return trainer_.Train(settings, FrozenWeights(), trainer_.Begin(settings)).status();
  }

  const Network network_ = *MakeNetwork("mlp", {1, 28, 28}, 10, 1);
  const DeviceData data_{TwoClasses(128), {0.5}, {0.5}, torch::kCPU};
  RecordingEvents events_;
  const RealClock clock_;
  ProgressTracker progress_{WorkPlan(), clock_, events_};
  Trainer trainer_{network_, data_, data_, progress_, events_};
};

TEST_F(TrainerTest, LearnsWhatCanBeLearnt) {
  ASSERT_TRUE(Train(Settings(4, 0.02)).ok());
  const auto evaluation = trainer_.Evaluate("test");
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  EXPECT_EQ(evaluation->accuracy, 1);
  EXPECT_EQ(trainer_.step(), 4 * 128 / 16);
}

TEST_F(TrainerTest, FractionsOfEpochsAreWholeSteps) {
  EXPECT_EQ(trainer_.StepCount(Settings(0.5, 1).sgd), 4);
  EXPECT_EQ(trainer_.StepCount(Settings(1e-6, 1).sgd), 1);
  EXPECT_EQ(trainer_.StepCount(Settings(0, 1).sgd), 0);
}

TEST_F(TrainerTest, OnlyVectorsLeavesEveryMatrixAsItWas) {
  const std::vector<NamedTensor> before = ReadState(network_);
  TrainingSettings settings = Settings(1, 0.05);
  settings.only_vectors = true;
  ASSERT_TRUE(Train(settings).ok());
  const std::vector<NamedTensor> after = ReadState(network_);
  int changed = 0;
  for (size_t i = 0; i < before.size(); ++i) {
    if (before[i].shape.size() > 1) {
      EXPECT_EQ(after[i].values, before[i].values) << before[i].name;
    } else {
      changed += after[i].values != before[i].values ? 1 : 0;
    }
  }
  EXPECT_GT(changed, 0);
  for (const NamedParameter& parameter : network_.parameters) {
    EXPECT_TRUE(parameter.tensor.requires_grad());
  }
}

TEST_F(TrainerTest, ALossThatIsNotFiniteNamesTheStepAndTheField) {
  ASSERT_TRUE(Train(Settings(0.5, 0.02)).ok());
  progress_.Enter(v1::Progress::RETRAINING);
  const absl::Status status = Train(Settings(4, 1e37));
  EXPECT_EQ(ToFailure(status).kind(), v1::Failure::NUMERIC) << status;
  EXPECT_EQ(status.message(), "train loss is nan at step 6: lower retraining.sgd.learning_rate");
}

TEST_F(TrainerTest, AnEvaluationWhoseLossIsNotFiniteNamesWhatWasEvaluated) {
  {
    const torch::NoGradGuard no_grad;
    FindParameter(network_, "fc3.bias")->fill_(std::nanf(""));
  }
  const absl::Status status = trainer_.Evaluate("one shot").status();
  EXPECT_EQ(ToFailure(status).kind(), v1::Failure::NUMERIC) << status;
  EXPECT_EQ(status.message(), "test loss is nan (one shot, after step 0)");
  EXPECT_TRUE(events_.metrics.empty());
}

TEST_F(TrainerTest, ATrainingInPiecesGivesTheSameBitsAndMetrics) {
  TrainingSettings settings = Settings(14.5, 0.02);  // 116 steps: two windows and a rest
  settings.augmentation = {/*flip=*/true, /*crop_padding=*/2};
  const std::vector<NamedTensor> before = ReadState(network_);
  ASSERT_TRUE(Train(settings).ok());
  const std::vector<NamedTensor> whole = ReadState(network_);
  const std::vector<v1::Metric> whole_metrics = std::exchange(events_.metrics, {});

  const Network other = *MakeNetwork("mlp", {1, 28, 28}, 10, 2);
  ASSERT_TRUE(WriteState(before, other).ok());
  TrainingState state = trainer_.Begin(settings);
  int64_t step = 0;
  // In the middle of a window, at its end, in the middle of an epoch.
  for (const int64_t steps : {1, 49, 20, int{1000}}) {
    Trainer piece(other, data_, data_, progress_, events_, step);
    auto after = piece.Train(settings, FrozenWeights(), std::move(state), steps);
    ASSERT_TRUE(after.ok()) << after.status();
    state = *std::move(after);
    step = piece.step();
    at::manual_seed(99);  // whoever else draws from it
  }
  EXPECT_EQ(state.position.step(), 116);
  const std::vector<NamedTensor> pieces = ReadState(other);
  for (size_t i = 0; i < whole.size(); ++i) EXPECT_EQ(pieces[i].values, whole[i].values);
  ASSERT_EQ(events_.metrics.size(), whole_metrics.size());
  for (size_t i = 0; i < whole_metrics.size(); ++i) {
    if (whole_metrics[i].name() == "images_per_second") continue;
    EXPECT_EQ(events_.metrics[i].DebugString(), whole_metrics[i].DebugString());
  }
}

TEST_F(TrainerTest, AStateOfOtherDataIsRefused) {
  const TrainingSettings settings = Settings(1, 0.02);
  TrainingState state = trainer_.Begin(settings);
  state.position.mutable_order()->RemoveLast();
  EXPECT_TRUE(absl::IsDataLoss(trainer_.Train(settings, FrozenWeights(), state).status()));
  state = trainer_.Begin(settings);
  state.optimizer.push_back({"fc9.weight", {1}, {0}});
  EXPECT_TRUE(absl::IsDataLoss(trainer_.Train(settings, FrozenWeights(), state).status()));
}

TEST_F(TrainerTest, AStepWithFewerPicturesThanTheNetworkNeedsIsRefused) {
  TrainingSettings settings = Settings(1, 0.02);
  settings.sgd.set_batch_size(1);
  const absl::Status status = Train(settings);
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_EQ(status.message(),
            "training.sgd.batch_size: this model trains on at least 2 pictures a step, got 1");
  settings.sgd.set_epochs(0);
  EXPECT_TRUE(Train(settings).ok());
}

TEST_F(TrainerTest, ACancelledRunStopsAtTheNextStep) {
  events_.questions_left = 3;
  EXPECT_TRUE(absl::IsCancelled(Train(Settings(4, 0.02))));
  EXPECT_EQ(trainer_.step(), 3);
  EXPECT_TRUE(absl::IsCancelled(trainer_.Evaluate("test").status()));
}

}  // namespace
}  // namespace palimpsest

#include "common/job/spec_defaults.h"

namespace palimpsest {
namespace {

// Defaults of one run of gradient descent.
struct SgdDefaults {
  double epochs;
  int batch_size;
  double learning_rate;
  double momentum;
  double weight_decay;
};

// What takes lenet5 past 91 % on Fashion-MNIST in a few minutes on two cores (README: the full
// figures).
constexpr SgdDefaults kTraining = {16, 64, 0.05, 0.9, 5e-4};
constexpr SgdDefaults kRetraining = {2, 64, 0.02, 0.9, 5e-4};
constexpr SgdDefaults kRecovery = {1, 64, 0.005, 0.9, 0};
constexpr double kPortions[] = {0.5, 0.75, 0.875, 1.0};

void Fill(const SgdDefaults& defaults, v1::SgdSpec& sgd) {
  if (!sgd.has_epochs()) sgd.set_epochs(defaults.epochs);
  if (sgd.batch_size() == 0) sgd.set_batch_size(defaults.batch_size);
  if (sgd.learning_rate() == 0) sgd.set_learning_rate(defaults.learning_rate);
  if (!sgd.has_momentum()) sgd.set_momentum(defaults.momentum);
  if (!sgd.has_weight_decay()) sgd.set_weight_decay(defaults.weight_decay);
}

void Fill(v1::MemorySpec& memory) {
  if (memory.bits() == 0) memory.set_bits(8);
  if (!memory.has_shared_bits()) memory.set_shared_bits(memory.bits() / 2 * 2);
  if (memory.layout() == v1::MemorySpec::LAYOUT_UNSPECIFIED) {
    memory.set_layout(v1::MemorySpec::SKEW);
  }
  if (memory.zero_point() == v1::MemorySpec::ZERO_POINT_UNSPECIFIED) {
    memory.set_zero_point(v1::MemorySpec::MID_RISE);
  }
  if (!memory.has_rotations()) memory.set_rotations(true);
  if (memory.pairing() == v1::MemorySpec::PAIRING_UNSPECIFIED) {
    memory.set_pairing(v1::MemorySpec::WITHIN_LAYER);
  }
}

void Fill(v1::EncoderSpec& encoder) {
  if (encoder.method() == v1::EncoderSpec::METHOD_UNSPECIFIED) {
    encoder.set_method(v1::EncoderSpec::JOINT);
  }
  if (encoder.starts() == 0) encoder.set_starts(4);
}

void Fill(v1::ScalingSpec& scaling) {
  if (scaling.strategy().empty()) scaling.set_strategy("overlap");
  if (scaling.granularity() == v1::ScalingSpec::GRANULARITY_UNSPECIFIED) {
    scaling.set_granularity(v1::ScalingSpec::LAYER);
  }
}

void Fill(v1::RetrainingSpec& retraining) {
  if (retraining.method() == v1::RetrainingSpec::METHOD_UNSPECIFIED) {
    retraining.set_method(v1::RetrainingSpec::INQ);
  }
  if (retraining.portions().empty()) {
    for (const double portion : kPortions) retraining.add_portions(portion);
  }
  if (retraining.order() == v1::RetrainingSpec::ORDER_UNSPECIFIED) {
    retraining.set_order(v1::RetrainingSpec::MAGNITUDE);
  }
  Fill(kRetraining, *retraining.mutable_sgd());
  Fill(kRecovery, *retraining.mutable_recovery());
}

}  // namespace

void FillDefaults(v1::JobSpec& spec) {
  Fill(kTraining, *spec.mutable_training()->mutable_sgd());
  if (!spec.training().has_augment()) spec.mutable_training()->set_augment(true);
  Fill(*spec.mutable_memory());
  Fill(*spec.mutable_encoder());
  Fill(*spec.mutable_scaling());
  Fill(*spec.mutable_retraining());
  if (!spec.has_seed()) spec.set_seed(1);
  if (spec.device().empty()) spec.set_device("cpu");
}

}  // namespace palimpsest

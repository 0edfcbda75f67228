#include "common/job/spec_validation.h"

#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/job/known_names.h"
#include "common/job/layer_validation.h"
#include "common/job/spec_checks.h"

namespace palimpsest {
namespace {

constexpr size_t kMaxDisplayNameBytes = 128;
constexpr int kMaxCropPadding = 14;

void CheckDataset(const v1::DatasetSpec& dataset, SpecChecker& checker) {
  constexpr int kMaxImages = std::numeric_limits<int>::max();
  checker.Check(!dataset.name().empty(), "dataset.name", "must not be empty");
  if (dataset.has_train_limit()) {
    checker.CheckCount(dataset.train_limit(), 1, kMaxImages, "dataset.train_limit");
  }
  if (dataset.has_test_limit()) {
    checker.CheckCount(dataset.test_limit(), 1, kMaxImages, "dataset.test_limit");
  }
}

void CheckPortions(const v1::Portions& portions, SpecChecker& checker) {
  double previous = 0;
  bool rising = true;
  for (const double portion : portions.values()) {
    rising = rising && portion > previous && portion <= 1;
    previous = portion;
  }
  checker.Check(rising && previous == 1, "retraining.portions",
                "must rise strictly within (0, 1] and end with 1",
                absl::StrCat("[", absl::StrJoin(portions.values(), ", "), "]"));
}

void CheckRetraining(const v1::RetrainingSpec& retraining, int smallest_batch,
                     SpecChecker& checker) {
  checker.Check(v1::RetrainingSpec::Method_IsValid(retraining.method()), "retraining.method",
                "is unknown", retraining.method());
  if (retraining.has_portions()) CheckPortions(retraining.portions(), checker);
  CheckOrder(retraining.order(), "retraining.order", checker);
  if (retraining.has_sgd()) {
    CheckSgd(retraining.sgd(), "retraining.sgd", {/*zero_epochs=*/false, smallest_batch}, checker);
  }
  if (retraining.has_recovery()) {
    CheckSgd(retraining.recovery(), "retraining.recovery", {/*zero_epochs=*/true, smallest_batch},
             checker);
  }
}

}  // namespace

std::vector<FieldViolation> ValidateSpec(const v1::JobSpec& spec) {
  SpecChecker checker;
  checker.Check(spec.display_name().size() <= kMaxDisplayNameBytes, "display_name",
                absl::StrCat("must have at most ", kMaxDisplayNameBytes, " bytes"),
                spec.display_name().size());
  checker.CheckOneOf(spec.model().name(), ModelNames(), "model.name");
  const ModelInfo* const model = FindModel(spec.model().name());
  const int smallest_batch = model == nullptr ? 1 : model->smallest_batch;
  CheckDataset(spec.dataset(), checker);
  CheckSgd(spec.training().sgd(), "training.sgd", {/*zero_epochs=*/true, smallest_batch}, checker);
  checker.CheckCount(spec.training().crop_padding(), 0, kMaxCropPadding, "training.crop_padding");
  CheckMemory(spec.memory(), "memory", checker);
  CheckEncoder(spec.encoder(), "encoder", checker);
  CheckScaling(spec.scaling(), "scaling", checker);
  CheckRetraining(spec.retraining(), smallest_batch, checker);
  checker.CheckOneOf(spec.device(), DeviceNames(), "device");
  CheckEqualCapacity(spec, checker);
  CheckLayerRules(spec, checker);
  return checker.Take();
}

}  // namespace palimpsest

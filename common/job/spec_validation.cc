#include "common/job/spec_validation.h"

#include <cmath>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/job/known_names.h"
#include "common/job/spec_conversion.h"
#include "common/scaling/strategy.h"

namespace palimpsest {
namespace {

constexpr size_t kMaxDisplayNameBytes = 128;
constexpr double kMaxEpochs = 1000;
constexpr int kMaxBatchSize = 8192;
constexpr int kMaxCropPadding = 14;
constexpr int kMaxStarts = 1024;

// Collects violations; each check adds one if its field does not hold.
class Checker {
 public:
  void Check(bool holds, absl::string_view field, absl::string_view rule) {
    if (!holds) violations_.push_back({std::string(field), std::string(rule)});
  }

  template <typename Value>
  void Check(bool holds, absl::string_view field, absl::string_view rule, const Value& value) {
    Check(holds, field, absl::StrCat(rule, ", got ", value));
  }

  void CheckOneOf(absl::string_view value, absl::Span<const absl::string_view> known,
                  absl::string_view field) {
    Check(absl::c_linear_search(known, value), field,
          absl::StrCat("must be one of ", absl::StrJoin(known, ", "), ", got \"", value, "\""));
  }

  std::vector<FieldViolation> Take() { return std::move(violations_); }

 private:
  std::vector<FieldViolation> violations_;
};

// Written so that a nan fails too.
void CheckSgd(const v1::SgdSpec& sgd, absl::string_view path, bool zero_epochs, Checker& checker) {
  const auto field = [path](absl::string_view name) { return absl::StrCat(path, ".", name); };
  const double epochs = sgd.epochs();
  checker.Check((zero_epochs ? epochs >= 0 : epochs > 0) && epochs <= kMaxEpochs, field("epochs"),
                absl::StrCat("must be ", zero_epochs ? ">= 0" : "> 0", " and at most ", kMaxEpochs),
                epochs);
  checker.Check(sgd.batch_size() >= 1 && sgd.batch_size() <= kMaxBatchSize, field("batch_size"),
                absl::StrCat("must be between 1 and ", kMaxBatchSize), sgd.batch_size());
  checker.Check(sgd.learning_rate() > 0 && std::isfinite(sgd.learning_rate()),
                field("learning_rate"), "must be > 0 and finite", sgd.learning_rate());
  checker.Check(sgd.momentum() >= 0 && sgd.momentum() < 1, field("momentum"),
                "must be >= 0 and < 1", sgd.momentum());
  checker.Check(sgd.weight_decay() >= 0 && std::isfinite(sgd.weight_decay()), field("weight_decay"),
                "must be >= 0 and finite", sgd.weight_decay());
}

void CheckMemory(const v1::MemorySpec& memory, Checker& checker) {
  const int bits = memory.bits();
  const int shared = memory.shared_bits();
  checker.Check(bits >= 2 && bits <= 8, "memory.bits", "must be between 2 and 8", bits);
  checker.Check(shared >= 0 && shared <= bits && shared % 2 == 0, "memory.shared_bits",
                absl::StrCat("must be even and between 0 and bits (", bits, ")"), shared);
  checker.Check(v1::MemorySpec::Layout_IsValid(memory.layout()), "memory.layout", "is unknown",
                memory.layout());
  checker.Check(v1::MemorySpec::ZeroPoint_IsValid(memory.zero_point()), "memory.zero_point",
                "is unknown", memory.zero_point());
  checker.Check(v1::MemorySpec::Pairing_IsValid(memory.pairing()), "memory.pairing", "is unknown",
                memory.pairing());
}

void CheckScaling(const v1::ScalingSpec& scaling, Checker& checker) {
  std::vector<absl::string_view> names;
  for (const StrategyInfo& info : Strategies()) names.push_back(info.name);
  if (!absl::c_linear_search(names, scaling.strategy())) {
    checker.CheckOneOf(scaling.strategy(), names, "scaling.strategy");
  } else {
    const auto strategy = MakeStrategy(scaling.strategy(), ToStrategyParameters(scaling));
    checker.Check(strategy.ok(), "scaling.parameters", strategy.status().message());
  }
  checker.Check(v1::ScalingSpec::Granularity_IsValid(scaling.granularity()), "scaling.granularity",
                "is unknown", scaling.granularity());
}

void CheckPortions(const v1::RetrainingSpec& retraining, Checker& checker) {
  double previous = 0;
  bool rising = true;
  for (const double portion : retraining.portions()) {
    rising = rising && portion > previous && portion <= 1;
    previous = portion;
  }
  checker.Check(rising && previous == 1, "retraining.portions",
                "must rise strictly within (0, 1] and end with 1",
                absl::StrCat("[", absl::StrJoin(retraining.portions(), ", "), "]"));
}

void CheckRetraining(const v1::RetrainingSpec& retraining, Checker& checker) {
  checker.Check(v1::RetrainingSpec::Method_IsValid(retraining.method()), "retraining.method",
                "is unknown", retraining.method());
  CheckPortions(retraining, checker);
  checker.Check(v1::RetrainingSpec::Order_IsValid(retraining.order()), "retraining.order",
                "is unknown", retraining.order());
  CheckSgd(retraining.sgd(), "retraining.sgd", /*zero_epochs=*/false, checker);
  CheckSgd(retraining.recovery(), "retraining.recovery", /*zero_epochs=*/true, checker);
}

void CheckEqualCapacity(const v1::JobSpec& spec, Checker& checker) {
  if (!spec.equal_capacity_baseline()) return;
  // A memory that is itself wrong has been named already.
  const auto memory = ToMemoryOptions(spec);
  if (!memory.ok()) return;
  const auto plain = EqualCapacityMemory(*memory);
  checker.Check(plain.ok(), "equal_capacity_baseline", plain.status().message());
}

}  // namespace

std::vector<FieldViolation> ValidateSpec(const v1::JobSpec& spec) {
  Checker checker;
  checker.Check(spec.display_name().size() <= kMaxDisplayNameBytes, "display_name",
                absl::StrCat("must have at most ", kMaxDisplayNameBytes, " bytes"),
                spec.display_name().size());
  checker.CheckOneOf(spec.model().name(), ModelNames(), "model.name");
  checker.Check(!spec.dataset().name().empty(), "dataset.name", "must not be empty");
  checker.Check(spec.dataset().train_limit() >= 0, "dataset.train_limit", "must be >= 0",
                spec.dataset().train_limit());
  checker.Check(spec.dataset().test_limit() >= 0, "dataset.test_limit", "must be >= 0",
                spec.dataset().test_limit());
  CheckSgd(spec.training().sgd(), "training.sgd", /*zero_epochs=*/true, checker);
  checker.Check(
      spec.training().crop_padding() >= 0 && spec.training().crop_padding() <= kMaxCropPadding,
      "training.crop_padding", absl::StrCat("must be between 0 and ", kMaxCropPadding),
      spec.training().crop_padding());
  CheckMemory(spec.memory(), checker);
  checker.Check(v1::EncoderSpec::Method_IsValid(spec.encoder().method()), "encoder.method",
                "is unknown", spec.encoder().method());
  checker.Check(spec.encoder().starts() >= 1 && spec.encoder().starts() <= kMaxStarts,
                "encoder.starts", absl::StrCat("must be between 1 and ", kMaxStarts),
                spec.encoder().starts());
  CheckScaling(spec.scaling(), checker);
  CheckRetraining(spec.retraining(), checker);
  checker.CheckOneOf(spec.device(), DeviceNames(), "device");
  CheckEqualCapacity(spec, checker);
  return checker.Take();
}

}  // namespace palimpsest

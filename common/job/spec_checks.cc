#include "common/job/spec_checks.h"

#include <cmath>
#include <map>

#include "absl/algorithm/container.h"
#include "absl/strings/str_join.h"
#include "common/job/field_path.h"
#include "common/job/spec_conversion.h"
#include "common/scaling/strategy.h"

namespace palimpsest {
namespace {

constexpr double kMaxEpochs = 1000;
constexpr int kMaxBatchSize = 8192;
constexpr double kMaxLearningRate = 1000;
constexpr double kMaxWeightDecay = 1000;
constexpr int kMaxStarts = 1024;
constexpr double kMaxParameter = 1e6;

}  // namespace

void SpecChecker::Check(bool holds, absl::string_view field, absl::string_view rule) {
  if (!holds) violations_.push_back({std::string(field), std::string(rule)});
}

void SpecChecker::CheckReal(double value, const RealRange& range, absl::string_view field) {
  // Written so that a nan fails too.
  const bool above = range.low_included ? value >= range.low : value > range.low;
  const bool below = range.high_included ? value <= range.high : value < range.high;
  const bool is_negative_zero = value == 0 && std::signbit(value);
  Check(above && below && !is_negative_zero, field,
        absl::StrCat("must be ", range.low_included ? ">= " : "> ", range.low, " and ",
                     range.high_included ? "at most " : "below ", range.high),
        value);
}

void SpecChecker::CheckCount(int value, int low, int high, absl::string_view field) {
  Check(value >= low && value <= high, field, absl::StrCat("must be between ", low, " and ", high),
        value);
}

void SpecChecker::CheckOneOf(absl::string_view value, absl::Span<const absl::string_view> known,
                             absl::string_view field) {
  Check(absl::c_linear_search(known, value), field,
        absl::StrCat("must be one of ", absl::StrJoin(known, ", "), ", got \"", value, "\""));
}

void CheckSgd(const v1::SgdSpec& sgd, absl::string_view path, const SgdRules& rules,
              SpecChecker& checker) {
  checker.CheckReal(sgd.epochs(), {0, rules.zero_epochs, kMaxEpochs, true},
                    FieldPath(path, "epochs"));
  const int smallest_batch = sgd.epochs() == 0 ? 1 : rules.smallest_batch;
  checker.CheckCount(sgd.batch_size(), smallest_batch, kMaxBatchSize,
                     FieldPath(path, "batch_size"));
  checker.CheckReal(sgd.learning_rate(), {0, false, kMaxLearningRate, true},
                    FieldPath(path, "learning_rate"));
  checker.CheckReal(sgd.momentum(), {0, true, 1, false}, FieldPath(path, "momentum"));
  checker.CheckReal(sgd.weight_decay(), {0, true, kMaxWeightDecay, true},
                    FieldPath(path, "weight_decay"));
}

void CheckMemory(const v1::MemorySpec& memory, absl::string_view path, SpecChecker& checker) {
  const int bits = memory.bits();
  const int shared = memory.shared_bits();
  checker.CheckCount(bits, 2, 8, FieldPath(path, "bits"));
  checker.Check(shared >= 0 && shared <= bits && shared % 2 == 0, FieldPath(path, "shared_bits"),
                absl::StrCat("must be even and between 0 and bits (", bits, ")"), shared);
  checker.Check(v1::MemorySpec::Layout_IsValid(memory.layout()), FieldPath(path, "layout"),
                "is unknown", memory.layout());
  checker.Check(v1::MemorySpec::ZeroPoint_IsValid(memory.zero_point()),
                FieldPath(path, "zero_point"), "is unknown", memory.zero_point());
  checker.Check(v1::MemorySpec::Pairing_IsValid(memory.pairing()), FieldPath(path, "pairing"),
                "is unknown", memory.pairing());
}

void CheckEncoder(const v1::EncoderSpec& encoder, absl::string_view path, SpecChecker& checker) {
  checker.Check(v1::EncoderSpec::Method_IsValid(encoder.method()), FieldPath(path, "method"),
                "is unknown", encoder.method());
  checker.CheckCount(encoder.starts(), 1, kMaxStarts, FieldPath(path, "starts"));
}

void CheckScaling(const v1::ScalingSpec& scaling, absl::string_view path, SpecChecker& checker) {
  std::vector<absl::string_view> names;
  for (const StrategyInfo& info : Strategies()) names.push_back(info.name);
  const std::string parameters_path = FieldPath(path, "parameters");
  if (!absl::c_linear_search(names, scaling.strategy())) {
    checker.CheckOneOf(scaling.strategy(), names, FieldPath(path, "strategy"));
  } else {
    const auto strategy = MakeStrategy(scaling.strategy(), ToStrategyParameters(scaling));
    checker.Check(strategy.ok(), parameters_path, strategy.status().message());
    for (const auto& [name, value] : ToStrategyParameters(scaling)) {
      // One that is not finite is the strategy's to refuse.
      checker.Check(!std::isfinite(value) || std::abs(value) <= kMaxParameter,
                    MapEntryPath(parameters_path, name),
                    absl::StrCat("must be at most ", kMaxParameter, " in size"), value);
    }
  }
  checker.Check(v1::ScalingSpec::Granularity_IsValid(scaling.granularity()),
                FieldPath(path, "granularity"), "is unknown", scaling.granularity());
}

void CheckOrder(v1::RetrainingSpec::Order order, absl::string_view field, SpecChecker& checker) {
  checker.Check(v1::RetrainingSpec::Order_IsValid(order), field, "is unknown", order);
}

}  // namespace palimpsest

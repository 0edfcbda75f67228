#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/scaling/closed_forms.h"
#include "common/scaling/mse.h"
#include "common/scaling/mse_effective.h"
#include "common/scaling/octav.h"
#include "common/scaling/overlap.h"
#include "common/scaling/strategy.h"

namespace palimpsest {
namespace {

using StrategyOr = absl::StatusOr<std::unique_ptr<ScalingStrategy>>;

// A rule that is a function. The function must be thread-safe.
class FunctionStrategy final : public ScalingStrategy {
 public:
  using Function = std::function<absl::StatusOr<ScaleChoice>(const ScalingInput&)>;

  explicit FunctionStrategy(Function choose) : choose_(std::move(choose)) {}

  absl::StatusOr<ScaleChoice> Choose(const ScalingInput& input) const override {
    return choose_(input);
  }

 private:
  Function choose_;
};

// Of functions without parameters.
template <absl::StatusOr<ScaleChoice> (*choose)(const ScalingInput&)>
StrategyOr Make(const StrategyParameters&) {
  return std::make_unique<FunctionStrategy>(choose);
}

StrategyOr MakeSigma(const StrategyParameters& parameters) {
  const double k = parameters.at("k");
  if (!std::isfinite(k) || k <= 0) {
    return absl::InvalidArgumentError(absl::StrCat("k is ", k, "; it must be > 0 and finite"));
  }
  return std::make_unique<FunctionStrategy>(
      [k](const ScalingInput& input) { return ChooseSigma(input, k); });
}

// Of all others, with their defaults.
StrategyOr MakeOverlap(const StrategyParameters&) {
  std::vector<std::unique_ptr<ScalingStrategy>> rules;
  for (const StrategyInfo& info : Strategies()) {
    if (info.make == MakeOverlap) continue;
    ASSIGN_OR_RETURN(std::unique_ptr<ScalingStrategy> rule, info.make(info.defaults));
    rules.push_back(std::move(rule));
  }
  return std::make_unique<OverlapStrategy>(std::move(rules));
}

const StrategyInfo* Find(absl::string_view name) {
  for (const StrategyInfo& info : Strategies()) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

std::string KnownStrategies() {
  return absl::StrJoin(Strategies(), ", ", [](std::string* out, const StrategyInfo& info) {
    absl::StrAppend(out, info.name);
  });
}

std::string KnownParameters(const StrategyInfo& info) {
  if (info.defaults.empty()) return "it has none";
  return absl::StrCat("known are ",
                      absl::StrJoin(info.defaults, ", ", [](std::string* out, const auto& known) {
                        absl::StrAppend(out, known.first);
                      }));
}

}  // namespace

const std::vector<StrategyInfo>& Strategies() {
  static const auto& strategies = *new std::vector<StrategyInfo>{
      {"min_max",
       "the largest absolute weight maps to the largest code",
       "control",
       {},
       Make<ChooseMinMax>},
      {"sigma",
       "|mean| + k standard deviations map to the largest code",
       "LSQ+, DoReFa practice",
       {{"k", 3}},
       MakeSigma},
      {"min_max_asymmetric",
       "the least weight maps to code 0, the greatest to the largest code",
       "control",
       {},
       Make<ChooseMinMaxAsymmetric>},
      {"mse_effective",
       "the least squared error at B - S/2 unshared bits, its edge kept",
       "ours",
       {},
       Make<ChooseMseEffective>},
      {"mse",
       "the least squared error on the grid of unshared codes",
       "MMSE, OMSE: Choukroun 2019",
       {},
       Make<ChooseMse>},
      {"octav",
       "the least rounding plus clipping error of a model",
       "OCTAV: Sakr 2022",
       {},
       Make<ChooseOctav>},
      {"overlap", "the least squared error after overlapped encoding", "ours", {}, MakeOverlap},
  };
  return strategies;
}

StrategyOr MakeStrategy(absl::string_view name, const StrategyParameters& parameters) {
  const StrategyInfo* info = Find(name);
  if (info == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("unknown strategy \"", name, "\"; known are ", KnownStrategies()));
  }
  StrategyParameters merged = info->defaults;
  for (const auto& [parameter, value] : parameters) {
    const auto known = merged.find(parameter);
    if (known == merged.end()) {
      return absl::InvalidArgumentError(absl::StrCat("unknown parameter \"", parameter, "\" of ",
                                                     name, "; ", KnownParameters(*info)));
    }
    known->second = value;
  }
  return info->make(merged);
}

}  // namespace palimpsest

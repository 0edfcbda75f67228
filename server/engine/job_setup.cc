#include "server/engine/job_setup.h"

#include <functional>
#include <numeric>
#include <utility>

#include "common/base/status_macros.h"
#include "common/job/spec_conversion.h"

namespace palimpsest {
namespace {

// The work of one memory after its words are scaled and encoded once.
void AddRetraining(const JobSetup& setup, WorkPlan& work) {
  const v1::RetrainingSpec& retraining = setup.spec().retraining();
  const double pictures = static_cast<double>(setup.train_count);
  double evaluations = 1;  // final
  if (retraining.method() == v1::RetrainingSpec::INQ) {
    const double portions = retraining.portions_size();
    evaluations += portions;
    work[WorkKind::kTrain] += (portions - 1) * retraining.sgd().epochs() * pictures;
  }
  work[WorkKind::kEncode] += static_cast<double>(setup.encoded_count());
  work[WorkKind::kTrain] += retraining.recovery().epochs() * pictures;
  work[WorkKind::kEvaluate] += evaluations * static_cast<double>(setup.test_count);
}

void AddOneShot(const JobSetup& setup, WorkPlan& work) {
  work[WorkKind::kScale] += static_cast<double>(setup.encoded_count());
  work[WorkKind::kEncode] += static_cast<double>(setup.encoded_count());
  work[WorkKind::kEvaluate] += static_cast<double>(setup.test_count);
}

}  // namespace

int64_t WeightInfo::count() const {
  return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<int64_t>());
}

int64_t JobSetup::encoded_count() const {
  int64_t count = 0;
  for (const WeightInfo& weight : weights) count += weight.count();
  return count;
}

absl::StatusOr<JobSetup> MakeJobSetup(const v1::RunJob& request, int threads) {
  JobSetup setup;
  setup.request = request;
  setup.threads = threads;
  const v1::JobSpec& spec = setup.spec();
  ASSIGN_OR_RETURN(setup.memory, ToMemoryOptions(spec));
  ASSIGN_OR_RETURN(setup.encoder, ToEncoderOptions(spec));
  setup.encoder.threads = threads;
  ASSIGN_OR_RETURN(setup.strategy,
                   MakeStrategy(spec.scaling().strategy(), ToStrategyParameters(spec.scaling())));
  if (spec.equal_capacity_baseline()) RETURN_IF_ERROR(EqualCapacityMemory(setup.memory).status());
  return setup;
}

absl::StatusOr<MemoryOptions> MemoryOf(const JobSetup& setup, v1::RunRecord::Memory memory) {
  switch (memory) {
    case v1::RunRecord::NO_OVERLAP: {
      MemoryOptions options = setup.memory;
      options.shared_bits = 0;
      return options;
    }
    case v1::RunRecord::EQUAL_CAPACITY:
      return EqualCapacityMemory(setup.memory);
    default:
      return setup.memory;
  }
}

WorkPlan PlanWork(const JobSetup& setup) {
  WorkPlan work;
  work[WorkKind::kTrain] =
      setup.spec().training().sgd().epochs() * static_cast<double>(setup.train_count);
  work[WorkKind::kEvaluate] = static_cast<double>(setup.test_count);
  AddOneShot(setup, work);  // without overlap
  const int whole_ways = setup.spec().equal_capacity_baseline() ? 2 : 1;
  for (int way = 0; way < whole_ways; ++way) {
    AddOneShot(setup, work);
    AddRetraining(setup, work);
  }
  return work;
}

}  // namespace palimpsest

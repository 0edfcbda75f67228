#include "server/engine/learning_rate.h"

#include "server/engine/one_cycle.h"

namespace palimpsest {

LearningRateSchedule MakeSchedule(const v1::SgdSpec& sgd, int64_t total_steps) {
  return [peak = sgd.learning_rate(), total_steps](int64_t step) {
    return OneCycleLearningRate(step, total_steps, peak);
  };
}

}  // namespace palimpsest

#ifndef PALIMPSEST_SERVER_ENGINE_LEARNING_RATE_H_
#define PALIMPSEST_SERVER_ENGINE_LEARNING_RATE_H_

#include <cstdint>
#include <functional>

#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {

// The learning rate of a step, counted from 0. A function of the step alone, so that a training
// that stops goes on with the same rates.
using LearningRateSchedule = std::function<double(int64_t step)>;

// The schedule of `sgd` (defaults filled in) for a training of `total_steps`: one-cycle
// (one_cycle.h) up to its learning rate.
LearningRateSchedule MakeSchedule(const v1::SgdSpec& sgd, int64_t total_steps);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_LEARNING_RATE_H_

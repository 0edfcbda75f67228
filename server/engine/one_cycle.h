#ifndef PALIMPSEST_SERVER_ENGINE_ONE_CYCLE_H_
#define PALIMPSEST_SERVER_ENGINE_ONE_CYCLE_H_

#include <cstdint>

namespace palimpsest {

// The one-cycle schedule (Smith and Topin, 2018) with cosine annealing as
// torch.optim.lr_scheduler.OneCycleLR does it by default: from peak / 25 up to `peak` in the first
// 30 % of the steps, then down to peak / 250,000. `step` in [0, total_steps).
double OneCycleLearningRate(int64_t step, int64_t total_steps, double peak);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_ONE_CYCLE_H_

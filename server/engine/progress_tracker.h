#ifndef PALIMPSEST_SERVER_ENGINE_PROGRESS_TRACKER_H_
#define PALIMPSEST_SERVER_ENGINE_PROGRESS_TRACKER_H_

#include <array>
#include <cstdint>

#include "absl/time/time.h"
#include "common/base/clock.h"
#include "palimpsest/v1/jobs.pb.h"
#include "palimpsest/v1/run_state.pb.h"
#include "server/engine/run_events.h"

namespace palimpsest {

// The kinds of work that a run is made of; each has its own speed.
enum class WorkKind { kTrain, kEvaluate, kScale, kEncode };
inline constexpr int kWorkKinds = 4;

// How much work a run has to do: pictures trained on, pictures evaluated, weights scaled, weights
// encoded.
struct WorkPlan {
  std::array<double, kWorkKinds> units{};

  double& operator[](WorkKind kind) { return units[static_cast<size_t>(kind)]; }
};

// Turns finished work into a fraction and an estimate of the remaining time, and reports them at
// most four times a second. The estimate uses the run's own speed for each kind of work that it has
// measured, and typical ratios to those for the others. Not thread-safe.
class ProgressTracker {
 public:
  // `clock` and `events` must outlive the tracker.
  ProgressTracker(const WorkPlan& plan, const Clock& clock, RunEvents& events);
  // Goes on where another stood (ToRecord).
  ProgressTracker(const v1::ProgressRecord& record, const Clock& clock, RunEvents& events);

  // Begins a phase; reported at once.
  void Enter(v1::Progress::Phase phase);
  // `units` of `kind` are done, since the last call of Done, Skip or Enter.
  void Done(WorkKind kind, double units);
  // `units` of `kind` turn out not to be needed.
  void Skip(WorkKind kind, double units);
  // Everything is done: fraction 1.
  void Finish();

  // Everything that it knows but the phase.
  v1::ProgressRecord ToRecord() const;

  v1::Progress::Phase phase() const { return phase_; }
  // Time in work of this kind so far.
  absl::Duration spent(WorkKind kind) const { return spent_[static_cast<size_t>(kind)]; }

 private:
  bool IsMeasured(size_t kind) const { return done_[kind] > warm_up_done_[kind]; }
  double SecondsPerUnit(size_t kind) const;
  void Report();

  const Clock& clock_;
  RunEvents& events_;
  WorkPlan remaining_;
  std::array<double, kWorkKinds> done_{};
  std::array<absl::Duration, kWorkKinds> spent_{};
  // The first piece of work of each kind, which is slow for reasons of its own (LibTorch warms up):
  // it says nothing about the speed of the others.
  std::array<double, kWorkKinds> warm_up_done_{};
  std::array<absl::Duration, kWorkKinds> warm_up_spent_{};
  v1::Progress::Phase phase_ = v1::Progress::LOADING;
  SteadyTime mark_;
  SteadyTime last_report_ = SteadyTime::InfinitePast();
  double fraction_ = 0;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_PROGRESS_TRACKER_H_

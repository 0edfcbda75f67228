#include "server/engine/progress_tracker.h"

#include <algorithm>

#include "common/job/proto_time.h"

namespace palimpsest {
namespace {

constexpr absl::Duration kReportInterval = absl::Milliseconds(250);
// Seconds a unit of each kind, relative to each other: used until a kind has been measured itself.
constexpr std::array<double, kWorkKinds> kTypicalSeconds = {8e-5, 3e-5, 5e-5, 5e-5};

}  // namespace

ProgressTracker::ProgressTracker(const WorkPlan& plan, const Clock& clock, RunEvents& events)
    : clock_(clock), events_(events), remaining_(plan), mark_(clock.SteadyNow()) {}

ProgressTracker::ProgressTracker(const v1::ProgressRecord& record, const Clock& clock,
                                 RunEvents& events)
    : ProgressTracker(WorkPlan(), clock, events) {
  for (size_t k = 0; k < kWorkKinds && k < static_cast<size_t>(record.work_size()); ++k) {
    const v1::ProgressRecord::Work& work = record.work(static_cast<int>(k));
    remaining_.units[k] = work.remaining();
    done_[k] = work.done();
    spent_[k] = absl::Nanoseconds(work.spent_nanoseconds());
    warm_up_done_[k] = work.warm_up_done();
    warm_up_spent_[k] = absl::Nanoseconds(work.warm_up_spent_nanoseconds());
  }
  fraction_ = record.fraction();
}

v1::ProgressRecord ProgressTracker::ToRecord() const {
  v1::ProgressRecord record;
  for (size_t k = 0; k < kWorkKinds; ++k) {
    v1::ProgressRecord::Work& work = *record.add_work();
    work.set_remaining(remaining_.units[k]);
    work.set_done(done_[k]);
    work.set_spent_nanoseconds(absl::ToInt64Nanoseconds(spent_[k]));
    work.set_warm_up_done(warm_up_done_[k]);
    work.set_warm_up_spent_nanoseconds(absl::ToInt64Nanoseconds(warm_up_spent_[k]));
  }
  record.set_fraction(fraction_);
  return record;
}

void ProgressTracker::Enter(v1::Progress::Phase phase) {
  phase_ = phase;
  mark_ = clock_.SteadyNow();
  last_report_ = SteadyTime::InfinitePast();
  Report();
}

void ProgressTracker::Done(WorkKind kind, double units) {
  const size_t k = static_cast<size_t>(kind);
  const SteadyTime now = clock_.SteadyNow();
  if (done_[k] == 0) {
    warm_up_done_[k] = units;
    warm_up_spent_[k] = now - mark_;
  }
  spent_[k] += now - mark_;
  mark_ = now;
  done_[k] += units;
  remaining_.units[k] = std::max(0.0, remaining_.units[k] - units);
  Report();
}

void ProgressTracker::Skip(WorkKind kind, double units) {
  double& left = remaining_[kind];
  left = std::max(0.0, left - units);
  mark_ = clock_.SteadyNow();
}

void ProgressTracker::Finish() {
  remaining_ = WorkPlan();
  last_report_ = SteadyTime::InfinitePast();
  Report();
}

double ProgressTracker::SecondsPerUnit(size_t kind) const {
  const auto seconds = [this](size_t k) {
    return absl::ToDoubleSeconds(spent_[k] - warm_up_spent_[k]);
  };
  const auto units = [this](size_t k) { return done_[k] - warm_up_done_[k]; };
  if (IsMeasured(kind)) return seconds(kind) / units(kind);
  // How much slower or faster than typical the measured kinds are.
  double measured = 0;
  double typical = 0;
  for (size_t k = 0; k < kWorkKinds; ++k) {
    measured += seconds(k);
    typical += units(k) * kTypicalSeconds[k];
  }
  return typical > 0 ? kTypicalSeconds[kind] * measured / typical : kTypicalSeconds[kind];
}

void ProgressTracker::Report() {
  const SteadyTime now = clock_.SteadyNow();
  if (now - last_report_ < kReportInterval) return;
  last_report_ = now;
  double seconds_done = 0;
  double seconds_left = 0;
  bool measured = false;
  for (size_t k = 0; k < kWorkKinds; ++k) {
    seconds_done += done_[k] * SecondsPerUnit(k);
    seconds_left += remaining_.units[k] * SecondsPerUnit(k);
    measured = measured || IsMeasured(k);
  }
  const double total = seconds_done + seconds_left;
  if (total > 0) fraction_ = std::max(fraction_, seconds_done / total);
  v1::Progress progress;
  progress.set_phase(phase_);
  progress.set_fraction(seconds_left > 0 || seconds_done == 0 ? fraction_ : 1.0);
  if (measured) *progress.mutable_remaining() = ToProto(absl::Seconds(seconds_left));
  events_.Report(progress);
}

}  // namespace palimpsest

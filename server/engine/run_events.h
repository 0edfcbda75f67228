#ifndef PALIMPSEST_SERVER_ENGINE_RUN_EVENTS_H_
#define PALIMPSEST_SERVER_ENGINE_RUN_EVENTS_H_

#include "absl/strings/string_view.h"
#include "common/base/stop_token.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// Where a run tells what happens in it, and learns whether it should stop. Called by the run's own
// thread, but for the question whether to stop: any thread that works for the run asks it.
class RunEvents : public StopSource {
 public:
  virtual void Report(const v1::Progress& progress) = 0;
  virtual void Report(const v1::Metric& metric) = 0;
  virtual void Log(v1::LogLine::Severity severity, absl::string_view text) = 0;
  // True once somebody asked the run to stop; asked at every step.
  virtual bool cancelled() const = 0;
  bool stop_requested() const final { return cancelled(); }
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_RUN_EVENTS_H_

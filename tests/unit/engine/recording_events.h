#ifndef PALIMPSEST_TESTS_UNIT_ENGINE_RECORDING_EVENTS_H_
#define PALIMPSEST_TESTS_UNIT_ENGINE_RECORDING_EVENTS_H_

#include <atomic>
#include <string>
#include <vector>

#include "server/engine/run_events.h"

namespace palimpsest {

// Keeps what a run tells, and stops it after so many questions.
class RecordingEvents final : public RunEvents {
 public:
  void Report(const v1::Progress& progress) override { progresses.push_back(progress); }
  void Report(const v1::Metric& metric) override { metrics.push_back(metric); }
  void Log(v1::LogLine::Severity severity, absl::string_view text) override {
    v1::LogLine line;
    line.set_severity(severity);
    line.set_text(std::string(text));
    lines.push_back(line);
  }
  bool cancelled() const override { return questions_left-- <= 0; }

  std::vector<v1::Progress> progresses;
  std::vector<v1::Metric> metrics;
  std::vector<v1::LogLine> lines;
  mutable std::atomic<int> questions_left{1 << 30};
};

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_UNIT_ENGINE_RECORDING_EVENTS_H_

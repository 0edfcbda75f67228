#include "server/engine/metrics_recorder.h"

#include "gtest/gtest.h"
#include "tests/unit/engine/recording_events.h"

namespace palimpsest {
namespace {

v1::Metric MakeMetric(const std::string& name, double value) {
  v1::Metric metric;
  metric.set_name(name);
  metric.set_phase(v1::Progress::TRAINING);
  metric.set_step(50);
  metric.set_value(value);
  return metric;
}

TEST(MetricsRecorderTest, PassesEverythingOn) {
  RecordingEvents events;
  events.questions_left = 0;
  MetricsRecorder recorder(events);
  RunEvents& run_events = recorder;
  run_events.Report(MakeMetric("train_loss", 1));
  run_events.Report(v1::Progress());
  run_events.Log(v1::LogLine::INFO, "hello");
  EXPECT_EQ(events.metrics.size(), 1u);
  EXPECT_EQ(recorder.metrics().size(), 1u);
  EXPECT_EQ(events.progresses.size(), 1u);
  EXPECT_EQ(events.lines.size(), 1u);
  EXPECT_TRUE(run_events.cancelled());
}

}  // namespace
}  // namespace palimpsest

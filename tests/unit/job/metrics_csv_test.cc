#include "common/job/metrics_csv.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using Metrics = google::protobuf::RepeatedPtrField<v1::Metric>;

void Add(const std::string& name, int64_t step, double value, Metrics& metrics) {
  v1::Metric& metric = *metrics.Add();
  metric.set_name(name);
  metric.set_phase(v1::Progress::TRAINING);
  metric.set_step(step);
  metric.set_value(value);
}

TEST(MetricsCsvTest, HasALineForEachMetricWithAllItsDigits) {
  Metrics metrics;
  Add("train_loss", 1, 0.1, metrics);
  Add("test_accuracy", 20, 0.75, metrics);
  EXPECT_EQ(MetricsCsv(metrics),
            "step,phase,name,value\n"
            "1,TRAINING,train_loss,0.10000000000000001\n"
            "20,TRAINING,test_accuracy,0.75\n");
}

TEST(MetricsCsvTest, LeavesSpeedsOut) {
  Metrics metrics;
  Add("images_per_second", 1, 1000, metrics);
  EXPECT_EQ(MetricsCsv(metrics), "step,phase,name,value\n");
}

}  // namespace
}  // namespace palimpsest

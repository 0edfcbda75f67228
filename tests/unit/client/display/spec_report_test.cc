#include "client/display/job_report.h"
#include "common/job/spec_defaults.h"
#include "gtest/gtest.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

TEST(SpecReportTest, ShowsEveryPartOfASpecWithItsDefaults) {
  v1::JobSpec spec = QueuedJob(1).spec();
  spec.mutable_training()->mutable_sgd()->set_epochs(3);
  EXPECT_EQ(
      RenderSpec(spec),
      "model       lenet5\n"
      "dataset     fashion-mnist\n"
      "training    3 epochs, batch 64, learning rate 0.05, momentum 0.9, weight decay 0.0005, "
      "augmented by flips\n"
      "memory      8 bits, 8 shared, skew layout, mid_rise, within_layer, rotations; joint "
      "encoder, 4 starts\n"
      "scaling     overlap, one scale a layer\n"
      "retraining  inq, portions 0.5 0.75 0.875 1, magnitude order, each 2 epochs, batch 64, "
      "learning rate 0.02, momentum 0.9, weight decay 0.0005\n"
      "recovery    1 epochs, batch 64, learning rate 0.005, momentum 0.9, weight decay 0\n"
      "seed        1, on cpu\n");
}

TEST(SpecReportTest, ShowsWhatOnlySomeSpecsHave) {
  v1::JobSpec spec = QueuedJob(1).spec();
  auto& layers = *spec.mutable_layers();
  layers["conv1"].set_keep_floating_point(true);
  layers["fc"].mutable_memory()->set_shared_bits(4);
  layers["fc"].mutable_encoder()->set_starts(2);
  layers["fc3"].mutable_scaling()->set_strategy("mse");
  layers["fc3"].mutable_retraining()->set_order(v1::RetrainingSpec::RANDOM);
  spec.mutable_dataset()->set_train_limit(1000);
  spec.mutable_dataset()->set_test_limit(500);
  (*spec.mutable_scaling()->mutable_parameters())["k"] = 2.5;
  spec.mutable_training()->set_crop_padding(2);
  spec.mutable_retraining()->set_method(v1::RetrainingSpec::NONE);
  spec.mutable_retraining()->clear_recovery();
  spec.set_equal_capacity_baseline(true);
  const std::string text = RenderSpec(spec);
  EXPECT_NE(text.find("layers      conv1 in floating point\n"
                      "layers      fc: 8 bits, 4 shared, skew layout, mid_rise, within_layer, "
                      "rotations; joint encoder, 2 starts\n"
                      "layers      fc3: mse, one scale a layer; random order\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("fashion-mnist, 1,000 training images, 500 test images\n"),
            std::string::npos);
  EXPECT_NE(text.find("augmented by flips and crops of 2 pixels\n"), std::string::npos);
  EXPECT_NE(text.find("overlap(k=2.5), one scale a layer\n"), std::string::npos);
  EXPECT_NE(text.find("retraining  none\n"), std::string::npos);
  EXPECT_EQ(text.find("recovery"), std::string::npos);
  EXPECT_NE(text.find("baseline    plain quantization at equal capacity\n"), std::string::npos);
}

TEST(SpecReportTest, ShowsTheRecoveryThatANetworkHasWithoutRetraining) {
  v1::JobSpec spec;
  spec.mutable_retraining()->set_method(v1::RetrainingSpec::NONE);
  spec.mutable_retraining()->mutable_recovery()->set_epochs(3);
  FillDefaults(spec);
  const std::string text = RenderSpec(spec);
  EXPECT_NE(text.find("retraining  none\nrecovery    3 epochs, batch 64,"), std::string::npos)
      << text;
}

}  // namespace
}  // namespace palimpsest

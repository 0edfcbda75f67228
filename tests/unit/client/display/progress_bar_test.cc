#include "client/display/progress_bar.h"

#include <cmath>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

v1::Progress ProgressAt(double fraction, int remaining_seconds = -1) {
  v1::Progress progress;
  progress.set_phase(v1::Progress::TRAINING);
  progress.set_fraction(fraction);
  if (remaining_seconds >= 0) progress.mutable_remaining()->set_seconds(remaining_seconds);
  return progress;
}

TEST(ProgressBarTest, ShowsPhaseShareTimeLeftAndDetail) {
  EXPECT_EQ(
      RenderProgressBar("jobs/17", "training", ProgressAt(0.345, 70), "train_loss 0.5000", 90),
      "jobs/17 training   [==========>                    ]  34 %, 1m 10s left, train_loss "
      "0.5000");
}

TEST(ProgressBarTest, NeverIsWiderThanTheTerminal) {
  for (int columns = 0; columns < 120; ++columns) {
    EXPECT_LE(
        RenderProgressBar("jobs/17", "training", ProgressAt(0.5, 70), "detail", columns).size(),
        static_cast<size_t>(columns));
  }
  EXPECT_EQ(RenderProgressBar("jobs/17", "training", ProgressAt(0.5), "detail", 40),
            "jobs/17 training   [======>      ]  50 %")
      << "the detail goes first";
  EXPECT_EQ(RenderProgressBar("jobs/17", "training", ProgressAt(0.5), "detail", 30),
            "jobs/17 training    50 %")
      << "then the bar";
}

TEST(ProgressBarTest, IsFullOnlyAtTheEnd) {
  EXPECT_EQ(RenderProgressBar("j", "training", ProgressAt(0.9999), "", 33),
            "j training   [===========>]  99 %");
  EXPECT_EQ(RenderProgressBar("j", "training", ProgressAt(1), "", 33),
            "j training   [============] 100 %");
}

TEST(ProgressBarTest, AFractionOutOfRangeDoesNoHarm) {
  EXPECT_EQ(RenderProgressText(ProgressAt(1.5)), "training 100 %");
  EXPECT_EQ(RenderProgressText(ProgressAt(-1)), "training 0 %");
  EXPECT_EQ(RenderProgressText(ProgressAt(std::nan(""))), "training 0 %");
}

TEST(ProgressBarTest, TheTextForAPipeHasPhaseShareAndTimeLeft) {
  EXPECT_EQ(RenderProgressText(ProgressAt(0.29, 5)), "training 29 %, 5.0s left");
  EXPECT_EQ(RenderProgressText(v1::Progress()), "starting 0 %");
}

}  // namespace
}  // namespace palimpsest

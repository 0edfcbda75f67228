#include "client/display/job_report.h"
#include "gtest/gtest.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

TEST(ResultReportTest, ShowsAccuraciesCapacityLayersAndProvenance) {
  EXPECT_EQ(
      RenderResult(SucceededJob(1).result()),
      "                          ACCURACY    LOSS\n"
      "float                      91.20 %  0.2500\n"
      "plain 8 bits               91.10 %  0.2600\n"
      "one shot                   85.00 %  0.4100\n"
      "0.5 frozen                 90.50 %  0.2800\n"
      "1 frozen                   90.80 %  0.2750\n"
      "final                      91.01 %  0.2700\n"
      "plain 4 bits, one shot     80.00 %       -\n"
      "plain 4 bits, 0.5 frozen   89.00 %  0.3000\n"
      "plain 4 bits, final        90.00 %       -\n"
      "\n"
      "capacity    4.190 cells per weight, 1.91x; 44,150 weights encoded, 236 parameters in "
      "floating "
      "point\n"
      "baseline    4.000 cells per weight\n"
      "\n"
      "LAYER         WEIGHTS  BITS  SHARED  CLIP (ALPHA)  STEP (DELTA)  ALPHA/SIGMA  ALPHA/MAX  "
      "CLIPPED  SQNR dB  TILES  PADDING  CAPACITY\n"
      "conv1.weight      150     8       8       0.43210      0.003400         2.68      0.710   "
      "1.20 %    20.93     10       10     1.78x\n"
      "fc1.weight     44,000     8       8       0.21000      0.001600         2.70      0.600   "
      "0.70 %    21.05  2,750        0     1.91x\n"
      "\n"
      "provenance  build 0.1.0+abc, LibTorch 2.11.0, cpu with 2 threads, seed 1, 3m 00s wall time, "
      "float baseline from the cache\n");
}

TEST(ResultReportTest, NamesNoBitsForLayersThatDiffer) {
  v1::JobResult result = SucceededJob(1).result();
  result.mutable_layers(0)->set_bits(6);
  result.mutable_equal_capacity()->set_bits(0);
  const std::string text = RenderResult(result);
  EXPECT_NE(text.find("\nplain                              91.10 %"), std::string::npos) << text;
  EXPECT_NE(text.find("\nplain, as many cells, one shot     80.00 %"), std::string::npos) << text;
}

}  // namespace
}  // namespace palimpsest

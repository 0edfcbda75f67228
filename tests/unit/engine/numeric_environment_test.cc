#include "server/engine/numeric_environment.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(NumericEnvironmentTest, TheFirstProcessorIsToldWithoutWhatChangesAllTheTime) {
  EXPECT_THAT(
      CpuFacts("processor\t: 0\n"
               "vendor_id\t: GenuineIntel\n"
               "model\t\t: 167\n"
               "cpu MHz\t\t: 2600.000\n"
               "cache size\t: 491520 KB\n"
               "flags\t\t: fpu avx2\n"
               "\n"
               "processor\t: 1\n"
               "vendor_id\t: Other\n"),
      ElementsAre("vendor_id=GenuineIntel", "model=167", "cache size=491520 KB", "flags=fpu avx2"));
  EXPECT_THAT(
      CpuFacts("processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: fp asimd\nCPU part\t: 0xd0c"),
      ElementsAre("Features=fp asimd", "CPU part=0xd0c"));
  EXPECT_THAT(CpuFacts(""), IsEmpty());
}

TEST(NumericEnvironmentTest, OnlyVariablesOfNumericLibrariesCount) {
  const char* const environment[] = {"PATH=/bin", "ONEDNN_MAX_CPU_ISA=AVX2",
                                     "ATEN_CPU_CAPABILITY=default", "HOME=/root", nullptr};
  EXPECT_THAT(NumericVariables(environment),
              ElementsAre("ATEN_CPU_CAPABILITY=default", "ONEDNN_MAX_CPU_ISA=AVX2"));
}

}  // namespace
}  // namespace palimpsest

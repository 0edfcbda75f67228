#include "client/artifacts/weight_verification.h"

#include <cstring>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string DifferenceIn(const SampleArtifacts& sample) {
  return VerifyWeights(sample.image, sample.tensors, sample.result).difference;
}

TEST(WeightVerificationTest, ArtifactsThatFitTogetherAreVerified) {
  const SampleArtifacts sample = MakeSampleArtifacts();
  const WeightVerification found = VerifyWeights(sample.image, sample.tensors, sample.result);
  EXPECT_TRUE(found.verified()) << found.difference;
  ASSERT_EQ(found.layers.size(), 2u);
  EXPECT_EQ(found.layers[0].name, "conv1.weight");
  EXPECT_EQ(found.layers[0].weights, 150);
  EXPECT_EQ(found.layers[0].difference, "");
  EXPECT_EQ(found.decoded_sha256, sample.result.evaluated_weights_sha256());
  EXPECT_EQ(found.evaluated_sha256, sample.result.evaluated_weights_sha256());
}

TEST(WeightVerificationTest, EveryFlippedCellOfAWholeTileIsFound) {
  const SampleArtifacts original = MakeSampleArtifacts();
  for (size_t cell = 0; cell < 64; ++cell) {  // the first tile has no padding
    SampleArtifacts sample = original;
    sample.image[1].cells[cell / 8] =
        static_cast<char>(sample.image[1].cells[cell / 8] ^ (1 << (cell % 8)));
    const WeightVerification found = VerifyWeights(sample.image, sample.tensors, sample.result);
    EXPECT_THAT(found.difference, StartsWith("fc.weight[")) << cell;
    EXPECT_EQ(found.layers[0].difference, "");
    EXPECT_NE(found.layers[1].difference, "");
    EXPECT_NE(found.decoded_sha256, found.evaluated_sha256);
  }
}

TEST(WeightVerificationTest, TheLowestBitOfAQuantizedWeightCounts) {
  SampleArtifacts sample = MakeSampleArtifacts();
  float& weight = sample.tensors.tensors[0].values[37];
  uint32_t bits;
  std::memcpy(&bits, &weight, sizeof(bits));
  bits ^= 1;
  std::memcpy(&weight, &bits, sizeof(bits));
  EXPECT_THAT(DifferenceIn(sample), StartsWith("conv1.weight[37] is "));
  EXPECT_THAT(DifferenceIn(sample), HasSubstr("in the quantized weights"));
}

TEST(WeightVerificationTest, OtherEvaluatedWeightsAreFoundByTheirHash) {
  SampleArtifacts sample = MakeSampleArtifacts();
  sample.result.set_evaluated_weights_sha256(std::string(64, '0'));
  EXPECT_THAT(DifferenceIn(sample),
              StartsWith("the weights that were evaluated have SHA-256 0000"));
}

TEST(WeightVerificationTest, TheHashFollowsTheOrderOfTheResult) {
  SampleArtifacts sample = MakeSampleArtifacts();
  sample.result.mutable_layers()->SwapElements(0, 1);
  EXPECT_THAT(DifferenceIn(sample), StartsWith("the weights that were evaluated"));
}

TEST(WeightVerificationTest, AMissingLayerIsNamed) {
  SampleArtifacts sample = MakeSampleArtifacts();
  sample.tensors.tensors.pop_back();
  EXPECT_EQ(DifferenceIn(sample), "fc.weight is not among the quantized weights");
  sample = MakeSampleArtifacts();
  sample.image.pop_back();
  const WeightVerification found = VerifyWeights(sample.image, sample.tensors, sample.result);
  EXPECT_EQ(found.difference, "fc.weight is not in the memory image");
  EXPECT_EQ(found.decoded_sha256, "");
}

TEST(WeightVerificationTest, ALayerTooManyInTheImageIsNamed) {
  SampleArtifacts sample = MakeSampleArtifacts();
  sample.result.mutable_layers()->RemoveLast();
  EXPECT_EQ(DifferenceIn(sample), "fc.weight is in the memory image but not in the result");
}

TEST(WeightVerificationTest, ShapesAndCountsMustMatch) {
  SampleArtifacts sample = MakeSampleArtifacts();
  sample.tensors.tensors[1].shape = {12, 10};
  EXPECT_EQ(DifferenceIn(sample),
            "fc.weight has shape [10, 12] in the memory image and [12, 10] in the quantized "
            "weights");
  sample = MakeSampleArtifacts();
  sample.result.mutable_layers(1)->set_weights(121);
  EXPECT_EQ(DifferenceIn(sample),
            "fc.weight has 120 weights in the memory image and 121 in the result");
}

TEST(WeightVerificationTest, AnImageThatCannotBeDecodedIsReported) {
  SampleArtifacts sample = MakeSampleArtifacts();
  sample.image[0].cells.pop_back();
  EXPECT_THAT(DifferenceIn(sample), StartsWith("conv1.weight: "));
}

TEST(WeightVerificationTest, AResultWithoutLayersVerifiesNothing) {
  SampleArtifacts sample = MakeSampleArtifacts();
  sample.image.clear();
  sample.result.clear_layers();
  EXPECT_EQ(DifferenceIn(sample), "the result names no layers, so there is nothing to verify");
}

}  // namespace
}  // namespace palimpsest

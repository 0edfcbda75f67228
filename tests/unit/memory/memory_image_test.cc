#include "common/memory/memory_image.h"

#include <cstring>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/memory/reference.h"

namespace palimpsest {
namespace {

using testing::HasSubstr;

// A layer of 3 channels, padded in its last tile wherever a tile has more than one word.
const std::vector<int64_t> kShape = {3, 5, 7};
constexpr int kWeights = 3 * 5 * 7;

Scale ScaleFor(const MemoryOptions& memory, bool per_channel) {
  Scale scale;
  for (int channel = 0; channel < (per_channel ? 3 : 1); ++channel) {
    scale.delta.push_back(5.4f / static_cast<float>(memory.levels()) *
                          (1 + 0.37f * static_cast<float>(channel)));
    scale.zero_point.push_back(static_cast<float>(memory.default_zero_point()) -
                               static_cast<float>(channel));
  }
  return scale;
}

// Bits compared, not values: -0 is not 0 here.
bool SameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

MemoryPlan SamplePlan(const MemoryOptions& memory, bool per_channel) {
  return *MemoryPlan::Create(memory,
                             {{"conv1.weight", kShape, ScaleFor(memory, per_channel), nullptr}});
}

EncodedTiles Encode(const MemoryPlan& plan) {
  return *Encoder::Create(plan, EncoderOptions())->EncodeAll({StratifiedGaussian(kWeights)});
}

GroupImage SampleImage(const MemoryOptions& memory = {}) {
  const MemoryPlan plan = SamplePlan(memory, /*per_channel=*/false);
  return *MakeGroupImage(plan, Encode(plan));
}

using Combination = std::tuple<int, Layout, ZeroPointKind, bool, Pairing, bool>;
class MemoryImageTest : public testing::TestWithParam<Combination> {};

TEST_P(MemoryImageTest, DecodesToTheBitsOfTheEncodedWeights) {
  const auto& [bits, layout, zero_point, rotations, pairing, per_channel] = GetParam();
  for (int shared_bits = 0; shared_bits <= bits; shared_bits += 2) {
    MemoryOptions memory;
    memory.bits = bits;
    memory.shared_bits = shared_bits;
    memory.layout = layout;
    memory.zero_point = zero_point;
    memory.rotations = rotations;
    memory.pairing = pairing;
    memory.pairing_seed = 99;
    const MemoryPlan plan = SamplePlan(memory, per_channel);
    const EncodedTiles encoded = Encode(plan);
    const absl::StatusOr<GroupImage> image = MakeGroupImage(plan, encoded);
    ASSERT_TRUE(image.ok()) << image.status();
    const absl::StatusOr<std::vector<GroupImage>> parsed =
        ParseMemoryImage(SerializeMemoryImage({*image, *image}));
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    ASSERT_EQ(parsed->size(), 2u);
    ASSERT_EQ((*parsed)[1].plan.tensor_count(), 1);
    EXPECT_EQ((*parsed)[1].plan.tensors()[0].name, "conv1.weight");
    EXPECT_EQ((*parsed)[1].plan.tensors()[0].shape, kShape);
    const absl::StatusOr<std::vector<std::vector<float>>> decoded = DecodeGroupImage((*parsed)[1]);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    ASSERT_EQ(decoded->size(), 1u);
    EXPECT_TRUE(SameBits((*decoded)[0], Decoded(plan, encoded))) << "S = " << shared_bits;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Combinations, MemoryImageTest,
    testing::Combine(testing::Range(2, 9),
                     testing::Values(Layout::kSkew, Layout::kNibble, Layout::kPlain),
                     testing::Values(ZeroPointKind::kMidRise, ZeroPointKind::kMidTread),
                     testing::Bool(), testing::Values(Pairing::kWithinLayer, Pairing::kRandom),
                     testing::Bool()));

// Two layers of different scales and lengths, in the same tiles.
class GroupImageTest : public testing::TestWithParam<std::tuple<int, Pairing>> {};

TEST_P(GroupImageTest, DecodesToTheBitsOfTheEncodedWeightsOfEachTensor) {
  const auto& [shared_bits, pairing] = GetParam();
  MemoryOptions memory;
  memory.shared_bits = shared_bits;
  memory.pairing = pairing;
  memory.pairing_seed = 5;
  const MemoryPlan plan =
      *MemoryPlan::Create(memory, {{"a", kShape, ScaleFor(memory, /*per_channel=*/true), nullptr},
                                   {"b", {11, 4}, {{0.5f}, {100}}, nullptr}});
  const std::vector<float> a = StratifiedGaussian(kWeights);
  const std::vector<float> b = StratifiedLaplacian(44);
  const EncodedTiles encoded = *Encoder::Create(plan, {})->EncodeAll({a, b});
  const absl::StatusOr<GroupImage> image = MakeGroupImage(plan, encoded);
  ASSERT_TRUE(image.ok()) << image.status();
  const absl::StatusOr<std::vector<GroupImage>> parsed =
      ParseMemoryImage(SerializeMemoryImage({*image}));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  const MemoryPlan& read = (*parsed)[0].plan;
  ASSERT_EQ(read.tensor_count(), 2);
  EXPECT_EQ(read.tensors()[1].name, "b");
  EXPECT_EQ(read.tensors()[0].scale.delta, plan.tensors()[0].scale.delta);
  const absl::StatusOr<std::vector<std::vector<float>>> decoded = DecodeGroupImage((*parsed)[0]);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  std::vector<float> expected_a(a.size()), expected_b(b.size());
  ASSERT_TRUE(
      DequantizeTiles(plan, encoded, {absl::MakeSpan(expected_a), absl::MakeSpan(expected_b)})
          .ok());
  EXPECT_TRUE(SameBits((*decoded)[0], expected_a));
  EXPECT_TRUE(SameBits((*decoded)[1], expected_b));
}

INSTANTIATE_TEST_SUITE_P(Cases, GroupImageTest,
                         testing::Combine(testing::Values(0, 4, 8),
                                          testing::Values(Pairing::kWithinLayer, Pairing::kRandom,
                                                          Pairing::kAcrossLayers)));

TEST(MemoryImageCellsTest, CellsLieWhereTheFormatSays) {
  MemoryOptions memory;
  memory.bits = 3;
  memory.shared_bits = 2;
  memory.rotations = false;
  // Significances 0 and 2 are shared, bit 1 is private. Cell (r, c) holds index (r + c) mod 2 of
  // row r, i.e. bit 0 in (0, 0) and (1, 1), bit 2 in (0, 1) and (1, 0).
  EncodedTiles encoded;
  encoded.tiles = {0};
  encoded.codes = {0b001, 0b110, 0b111, 0b000};
  encoded.error = {0};
  const absl::StatusOr<GroupImage> image = MakeGroupImage(PlanOf(memory, 4, {{1}, {0}}), encoded);
  ASSERT_TRUE(image.ok()) << image.status();
  // Shared row by row 1 0 / 1 0, then the private bits 0 1 1 0 of the four words.
  EXPECT_EQ(image->cells, std::string(1, '\x65'));
}

TEST(MemoryImageCellsTest, UnsharedWordsLieOneAfterTheOtherAndTakeNothingElse) {
  MemoryOptions memory;
  memory.bits = 3;
  memory.shared_bits = 0;
  EncodedTiles encoded;
  encoded.tiles = {0, 1};
  encoded.codes.resize(32);
  encoded.codes[0] = 0b101;
  encoded.codes[16] = 0b011;
  encoded.error = {0, 0};
  const absl::StatusOr<GroupImage> image = MakeGroupImage(PlanOf(memory, 17, {{1}, {0}}), encoded);
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_EQ(image->cells, std::string("\5\0\0\0\0\0\3", 7));
  EXPECT_TRUE(image->choices.empty());
}

TEST(MemoryImageStopTest, AStopEndsMakingAndDecoding) {
  const MemoryPlan plan = SamplePlan({}, /*per_channel=*/false);
  const GroupImage image = *MakeGroupImage(plan, Encode(plan));
  StopSwitch stop;
  stop.RequestStop();
  EXPECT_EQ(MakeGroupImage(plan, Encode(plan), stop).status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(DecodeGroupImage(image, stop).status().code(), absl::StatusCode::kCancelled);
}

TEST(MemoryImageErrorTest, WordsThatDisagreeAboutACellAreAnInternalError) {
  const MemoryPlan plan = SamplePlan({}, /*per_channel=*/false);
  EncodedTiles encoded = Encode(plan);
  encoded.codes[16 * 3 + 2] ^= 0x10;
  const absl::Status status = MakeGroupImage(plan, encoded).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("tile 3"));
}

TEST(MemoryImageErrorTest, MissingTilesAreAnInternalError) {
  const MemoryPlan plan = SamplePlan({}, /*per_channel=*/false);
  EncodedTiles encoded = Encode(plan);
  std::swap(encoded.tiles[0], encoded.tiles[1]);
  EXPECT_EQ(MakeGroupImage(plan, encoded).status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(MakeGroupImage(plan, EncodedTiles()).status().code(), absl::StatusCode::kInternal);
  encoded = Encode(plan);
  encoded.choices.clear();
  EXPECT_EQ(MakeGroupImage(plan, encoded).status().code(), absl::StatusCode::kInternal);
}

void ExpectDataLoss(const GroupImage& image, const char* what) {
  const absl::Status status = DecodeGroupImage(image).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr(what));
  EXPECT_THAT(std::string(status.message()), HasSubstr("conv1.weight"));
  // What cannot be decoded is refused with the file already.
  EXPECT_EQ(ParseMemoryImage(SerializeMemoryImage({image})).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST(MemoryImageErrorTest, PartsThatDoNotFitTogetherAreDataLoss) {
  GroupImage image = SampleImage();
  image.cells.pop_back();
  ExpectDataLoss(image, "bytes of cells");
  image = SampleImage();
  image.choices.push_back(0);
  ExpectDataLoss(image, "8 choices instead of 7");
  image = SampleImage();
  image.choices[0] = 8;
  ExpectDataLoss(image, "choice 8");
}

TEST(MemoryImageErrorTest, AChoiceWhereThereIsNoneIsDataLoss) {
  MemoryOptions memory;
  memory.rotations = false;
  GroupImage image = SampleImage(memory);
  image.choices.push_back(1);
  ExpectDataLoss(image, "1 choices instead of 0");
}

}  // namespace
}  // namespace palimpsest

#include "common/memory/memory_image.h"

#include <cstring>
#include <limits>
#include <tuple>
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

struct Encoded {
  Encoder encoder;
  Scale scale;
  EncodedTiles tiles;
};

Encoded EncodeSample(const MemoryOptions& memory, bool per_channel) {
  Encoder encoder = *Encoder::Create(memory, EncoderOptions());
  Scale scale = ScaleFor(memory, per_channel);
  EncodedTiles tiles = *encoder.EncodeLayer(StratifiedGaussian(kWeights), {}, scale);
  return {std::move(encoder), std::move(scale), std::move(tiles)};
}

LayerImage SampleImage(const MemoryOptions& memory = {}) {
  const Encoded encoded = EncodeSample(memory, /*per_channel=*/false);
  return *MakeLayerImage("conv1.weight", kShape, encoded.encoder, encoded.tiles, encoded.scale);
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
    const Encoded encoded = EncodeSample(memory, per_channel);
    std::vector<float> expected(kWeights);
    DequantizeTiles(encoded.encoder, encoded.tiles, encoded.scale, absl::MakeSpan(expected));

    const absl::StatusOr<LayerImage> image =
        MakeLayerImage("conv1.weight", kShape, encoded.encoder, encoded.tiles, encoded.scale);
    ASSERT_TRUE(image.ok()) << image.status();
    EXPECT_EQ(image->weight_count(), kWeights);
    const absl::StatusOr<std::vector<LayerImage>> parsed =
        ParseMemoryImage(SerializeMemoryImage({*image, *image}));
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    ASSERT_EQ(parsed->size(), 2u);
    EXPECT_EQ((*parsed)[1].name, "conv1.weight");
    EXPECT_EQ((*parsed)[1].shape, kShape);
    const absl::StatusOr<std::vector<float>> decoded = DecodeLayerImage((*parsed)[1]);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_TRUE(SameBits(*decoded, expected)) << "S = " << shared_bits;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Combinations, MemoryImageTest,
    testing::Combine(testing::Range(2, 9),
                     testing::Values(Layout::kSkew, Layout::kNibble, Layout::kPlain),
                     testing::Values(ZeroPointKind::kMidRise, ZeroPointKind::kMidTread),
                     testing::Bool(), testing::Values(Pairing::kWithinLayer, Pairing::kRandom),
                     testing::Bool()));

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
  encoded.rotations = {0};
  encoded.error = {0};
  const Encoder encoder = *Encoder::Create(memory, {});
  const absl::StatusOr<LayerImage> image =
      MakeLayerImage("w", std::vector<int64_t>{4}, encoder, encoded, Scale{{1}, {0}});
  ASSERT_TRUE(image.ok()) << image.status();
  // Shared row by row 1 0 / 1 0, then the private bits 0 1 1 0 of the four words.
  EXPECT_EQ(image->cells, std::string(1, '\x65'));
}

TEST(MemoryImageErrorTest, WordsThatDisagreeAboutACellAreAnInternalError) {
  Encoded encoded = EncodeSample({}, /*per_channel=*/false);
  encoded.tiles.codes[16 * 3 + 2] ^= 0x10;
  const absl::Status status =
      MakeLayerImage("w", kShape, encoded.encoder, encoded.tiles, encoded.scale).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("tile 3"));
}

TEST(MemoryImageErrorTest, MissingTilesAreAnInternalError) {
  Encoded encoded = EncodeSample({}, /*per_channel=*/false);
  std::swap(encoded.tiles.tiles[0], encoded.tiles.tiles[1]);
  EXPECT_EQ(
      MakeLayerImage("w", kShape, encoded.encoder, encoded.tiles, encoded.scale).status().code(),
      absl::StatusCode::kInternal);
  encoded.tiles = EncodedTiles();
  EXPECT_EQ(
      MakeLayerImage("w", kShape, encoded.encoder, encoded.tiles, encoded.scale).status().code(),
      absl::StatusCode::kInternal);
}

void ExpectDataLoss(const LayerImage& image, const char* what) {
  const absl::Status status = DecodeLayerImage(image).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr(what));
  EXPECT_THAT(std::string(status.message()), HasSubstr("conv1.weight"));
  // What cannot be decoded is refused with the file already.
  EXPECT_EQ(ParseMemoryImage(SerializeMemoryImage({image})).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST(MemoryImageErrorTest, PartsThatDoNotFitTogetherAreDataLoss) {
  LayerImage image = SampleImage();
  image.cells.pop_back();
  ExpectDataLoss(image, "bytes of cells");
  image = SampleImage();
  image.rotations.push_back(0);
  ExpectDataLoss(image, "rotations for");
  image = SampleImage();
  image.rotations[0] = 8;
  ExpectDataLoss(image, "rotation 8");
  image = SampleImage();
  image.scale.delta.push_back(1);
  ExpectDataLoss(image, "deltas");
  image = SampleImage();
  image.scale = Scale();
  ExpectDataLoss(image, "0 deltas");
  image = SampleImage();
  image.scale.delta[0] = 0;
  ExpectDataLoss(image, "delta 0");
  image = SampleImage();
  image.scale.zero_point[0] = std::numeric_limits<float>::quiet_NaN();
  ExpectDataLoss(image, "zero point nan");
  image = SampleImage();
  image.shape = {3, -5, 7};
  ExpectDataLoss(image, "size of -5");
  image = SampleImage();
  image.shape = {int64_t{1} << 40, int64_t{1} << 40};
  ExpectDataLoss(image, "size of");
  image = SampleImage();
  image.memory.bits = 11;
  ExpectDataLoss(image, "bits is 11");
}

TEST(MemoryImageErrorTest, ARotationWithoutRotationsIsDataLoss) {
  MemoryOptions memory;
  memory.rotations = false;
  LayerImage image = SampleImage(memory);
  image.rotations[0] = 1;
  ExpectDataLoss(image, "rotation 1 of 1");
}

}  // namespace
}  // namespace palimpsest

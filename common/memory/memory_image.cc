#include "common/memory/memory_image.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/memory/pairing.h"
#include "common/memory/tile_layout.h"

namespace palimpsest {
namespace {

// Calls visit(place, word, bit) for every bit of every word of a tile, `place` being its cell's
// number in the tile. A shared cell is visited twice, once for each of its words.
template <typename Visit>
void ForEachBit(const MemoryOptions& memory, const TileLayout& layout, int rotation, Visit visit) {
  const int s = memory.shared_bits;
  int place = 0;
  for (int row = 0; row < s; ++row) {
    for (int column = 0; column < s; ++column, ++place) {
      visit(place, row, layout.significance(layout.RegularIndex(row, column, rotation)));
      visit(place, s + column, layout.significance(layout.TransposedIndex(row, column, rotation)));
    }
  }
  for (int word = 0; word < memory.words_per_tile(); ++word) {
    for (int bit = 0; bit < memory.bits; ++bit) {
      if (layout.private_mask() >> bit & 1) visit(place++, word, bit);
    }
  }
}

bool GetBit(absl::string_view bits, int64_t at) {
  return static_cast<unsigned char>(bits[static_cast<size_t>(at / 8)]) >> (at % 8) & 1;
}

void SetBit(std::string& bits, int64_t at) {
  char& byte = bits[static_cast<size_t>(at / 8)];
  byte = static_cast<char>(static_cast<unsigned char>(byte) | 1 << (at % 8));
}

int64_t CellBytes(const MemoryOptions& memory, int64_t tiles) {
  return (tiles * memory.cells_per_tile() + 7) / 8;
}

// The product of the dimensions; DATA_LOSS if one is negative or the layer is beyond what fits.
absl::StatusOr<int64_t> CheckedWeightCount(const LayerImage& image) {
  // Leaves room for the number of cells and bytes of any such layer in an int64_t.
  constexpr int64_t kLimit = std::numeric_limits<int64_t>::max() / 1024;
  int64_t count = 1;
  for (const int64_t size : image.shape) {
    if (size < 0 || (size > 0 && count > kLimit / size)) {
      return absl::DataLossError(absl::StrCat("layer ", image.name, " has a size of ", size));
    }
    count *= size;
  }
  return count;
}

}  // namespace

int64_t LayerImage::weight_count() const {
  int64_t count = 1;
  for (const int64_t size : shape) count *= size;
  return count;
}

absl::Status ValidateLayerImage(const LayerImage& image) {
  const auto error = [&image](absl::string_view what) {
    return absl::DataLossError(absl::StrCat("layer ", image.name, ": ", what));
  };
  if (const absl::Status status = image.memory.Validate(); !status.ok()) {
    return error(status.message());
  }
  ASSIGN_OR_RETURN(const int64_t weights, CheckedWeightCount(image));
  const int64_t words = image.memory.words_per_tile();
  const int64_t tiles = (weights + words - 1) / words;
  const int64_t channels = static_cast<int64_t>(image.scale.delta.size());
  if (channels == 0 || image.scale.zero_point.size() != image.scale.delta.size() ||
      weights % channels != 0) {
    return error(absl::StrCat(channels, " deltas and ", image.scale.zero_point.size(),
                              " zero points do not fit ", weights, " weights"));
  }
  for (size_t channel = 0; channel < image.scale.delta.size(); ++channel) {
    const float delta = image.scale.delta[channel];
    const float zero_point = image.scale.zero_point[channel];
    if (!std::isfinite(delta) || delta <= 0 || !std::isfinite(zero_point)) {
      return error(absl::StrCat("a scale of delta ", delta, " and zero point ", zero_point));
    }
  }
  if (static_cast<int64_t>(image.rotations.size()) != tiles) {
    return error(absl::StrCat(image.rotations.size(), " rotations for ", tiles, " tiles"));
  }
  const int choices =
      image.memory.rotations && image.memory.shared_bits > 0 ? image.memory.shared_bits : 1;
  for (const uint8_t rotation : image.rotations) {
    if (rotation >= choices) {
      return error(absl::StrCat("rotation ", rotation, " of ", choices));
    }
  }
  if (static_cast<int64_t>(image.cells.size()) != CellBytes(image.memory, tiles)) {
    return error(absl::StrCat(image.cells.size(), " bytes of cells instead of ",
                              CellBytes(image.memory, tiles)));
  }
  return absl::OkStatus();
}

absl::StatusOr<LayerImage> MakeLayerImage(absl::string_view name, absl::Span<const int64_t> shape,
                                          const Encoder& encoder, const EncodedTiles& encoded,
                                          const Scale& scale) {
  const MemoryOptions& memory = encoder.memory();
  LayerImage image;
  image.name = std::string(name);
  image.shape.assign(shape.begin(), shape.end());
  image.memory = memory;
  image.scale = scale;
  image.rotations = encoded.rotations;
  const int64_t tiles = static_cast<int64_t>(encoded.tiles.size());
  const int words = memory.words_per_tile();
  if (static_cast<int64_t>(encoded.codes.size()) != tiles * words) {
    return absl::InternalError(
        absl::StrCat("layer ", name, ": ", encoded.codes.size(), " codes for ", tiles, " tiles"));
  }
  image.cells.resize(static_cast<size_t>(CellBytes(memory, tiles)));
  if (const absl::Status status = ValidateLayerImage(image); !status.ok()) {
    return absl::InternalError(status.message());
  }
  const TileLayout layout(memory);
  const int cells_per_tile = memory.cells_per_tile();
  for (int64_t tile = 0; tile < tiles; ++tile) {
    if (encoded.tiles[static_cast<size_t>(tile)] != tile) {
      return absl::InternalError(
          absl::StrCat("layer ", name, ": the tiles are not all there, or not in order"));
    }
    const uint8_t* codes = encoded.codes.data() + tile * words;
    std::array<int8_t, kMaxCellsPerTile> cells;
    cells.fill(-1);
    bool agree = true;
    ForEachBit(memory, layout, encoded.rotations[static_cast<size_t>(tile)],
               [&](int place, int word, int bit) {
                 const int8_t value = codes[word] >> bit & 1;
                 agree &= cells[place] < 0 || cells[place] == value;
                 cells[place] = value;
               });
    if (!agree) {
      return absl::InternalError(absl::StrCat("layer ", name, ", tile ", tile,
                                              ": two words disagree about the cell they share"));
    }
    for (int place = 0; place < cells_per_tile; ++place) {
      if (cells[place] == 1) SetBit(image.cells, tile * cells_per_tile + place);
    }
  }
  return image;
}

absl::StatusOr<std::vector<float>> DecodeLayerImage(const LayerImage& image) {
  RETURN_IF_ERROR(ValidateLayerImage(image));
  const MemoryOptions& memory = image.memory;
  const int64_t weight_count = image.weight_count();
  std::vector<float> weights(static_cast<size_t>(weight_count));
  if (weights.empty()) return weights;
  const TileLayout layout(memory);
  const PairingOrder order(memory, weight_count);
  const int words = memory.words_per_tile();
  for (size_t tile = 0; tile < image.rotations.size(); ++tile) {
    std::array<int, kMaxWordsPerTile> codes{};
    const int64_t first = static_cast<int64_t>(tile) * memory.cells_per_tile();
    ForEachBit(memory, layout, image.rotations[tile], [&](int place, int word, int bit) {
      codes[word] |= static_cast<int>(GetBit(image.cells, first + place)) << bit;
    });
    for (int word = 0; word < words; ++word) {
      const int64_t weight = order.WeightAt(static_cast<int64_t>(tile) * words + word);
      if (weight < 0) continue;
      const size_t i = static_cast<size_t>(weight);
      const size_t channel = image.scale.channel_of(i, weights.size());
      weights[i] =
          Dequantize(codes[word], image.scale.delta[channel], image.scale.zero_point[channel]);
    }
  }
  return weights;
}

}  // namespace palimpsest

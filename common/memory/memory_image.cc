#include "common/memory/memory_image.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "common/base/parallel_for.h"
#include "common/base/status_macros.h"
#include "common/memory/tile_cells.h"
#include "common/memory/tile_layout.h"

namespace palimpsest {
namespace {

bool GetBit(absl::string_view bits, int64_t at) {
  return static_cast<unsigned char>(bits[static_cast<size_t>(at / 8)]) >> (at % 8) & 1;
}

void SetBit(std::string& bits, int64_t at) {
  char& byte = bits[static_cast<size_t>(at / 8)];
  byte = static_cast<char>(static_cast<unsigned char>(byte) | 1 << (at % 8));
}

int64_t CellBytes(const MemoryPlan& plan) { return (plan.cell_count() + 7) / 8; }

// Tiles between two looks at the stop token.
constexpr int64_t kTilesAtOnce = 4096;

absl::Status ForEachTile(const MemoryPlan& plan, const StopToken& stop,
                         absl::FunctionRef<absl::Status(int64_t tile)> visit) {
  ParallelOptions serial;
  serial.chunk = kTilesAtOnce;
  serial.stop = stop;
  return ParallelFor(plan.tile_count(), serial, [&](int64_t begin, int64_t end) {
    for (int64_t tile = begin; tile < end; ++tile) RETURN_IF_ERROR(visit(tile));
    return absl::OkStatus();
  });
}

// Cells of a tile that there are: the last block of unshared storage ends with its last weight.
int CellsOfTile(const MemoryPlan& plan, int64_t tile) {
  const int64_t cells = plan.memory().cells_per_tile();
  return static_cast<int>(std::min(cells, plan.cell_count() - tile * cells));
}

// Of a group, for messages.
const std::string& NameOf(const MemoryPlan& plan) { return plan.tensors()[0].name; }

}  // namespace

absl::Status ValidateGroupImage(const GroupImage& image) {
  const MemoryPlan& plan = image.plan;
  const auto error = [&plan](absl::string_view what) {
    return absl::DataLossError(absl::StrCat(NameOf(plan), ": ", what));
  };
  const int choices = plan.memory().choices();
  const int64_t expected = choices > 1 ? plan.tile_count() : 0;
  if (static_cast<int64_t>(image.choices.size()) != expected) {
    return error(absl::StrCat(image.choices.size(), " choices instead of ", expected));
  }
  for (const uint8_t choice : image.choices) {
    if (choice >= choices) return error(absl::StrCat("choice ", choice, " of ", choices));
  }
  if (static_cast<int64_t>(image.cells.size()) != CellBytes(plan)) {
    return error(absl::StrCat(image.cells.size(), " bytes of cells instead of ", CellBytes(plan)));
  }
  return absl::OkStatus();
}

absl::StatusOr<GroupImage> MakeGroupImage(const MemoryPlan& plan, const EncodedTiles& encoded,
                                          const StopToken& stop) {
  const MemoryOptions& memory = plan.memory();
  const auto error = [&plan](absl::string_view what) {
    return absl::InternalError(absl::StrCat(NameOf(plan), ": ", what));
  };
  const int64_t words = plan.words_per_tile();
  if (static_cast<int64_t>(encoded.tiles.size()) != plan.tile_count() ||
      static_cast<int64_t>(encoded.codes.size()) != plan.tile_count() * words) {
    return error(absl::StrCat(encoded.codes.size(), " codes of ", encoded.tiles.size(),
                              " tiles for ", plan.tile_count(), " tiles"));
  }
  GroupImage image{plan, encoded.choices, std::string(static_cast<size_t>(CellBytes(plan)), '\0')};
  if (const absl::Status status = ValidateGroupImage(image); !status.ok()) {
    return absl::InternalError(status.message());
  }
  const TileLayout layout(memory);
  const auto lay = [&](int64_t tile) -> absl::Status {
    const size_t t = static_cast<size_t>(tile);
    if (encoded.tiles[t] != tile) return error("the tiles are not all there, or not in order");
    const uint8_t* codes = encoded.codes.data() + tile * words;
    std::array<int8_t, kMaxCellsPerTile> cells;
    cells.fill(-1);
    bool agree = true;
    ForEachBit(memory, layout, image.choices.empty() ? 0 : image.choices[t],
               [&](int place, int word, int bit) {
                 const int8_t value = codes[word] >> bit & 1;
                 agree &= cells[place] < 0 || cells[place] == value;
                 cells[place] = value;
               });
    if (!agree) {
      return error(absl::StrCat("tile ", tile, ": two words disagree about the cell they share"));
    }
    for (int place = 0; place < CellsOfTile(plan, tile); ++place) {
      if (cells[place] == 1) SetBit(image.cells, tile * memory.cells_per_tile() + place);
    }
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(ForEachTile(plan, stop, lay));
  return image;
}

absl::StatusOr<std::vector<std::vector<float>>> DecodeGroupImage(const GroupImage& image,
                                                                 const StopToken& stop) {
  RETURN_IF_ERROR(ValidateGroupImage(image));
  const MemoryPlan& plan = image.plan;
  const MemoryOptions& memory = plan.memory();
  std::vector<std::vector<float>> weights;
  for (int tensor = 0; tensor < plan.tensor_count(); ++tensor) {
    weights.emplace_back(static_cast<size_t>(plan.weight_count(tensor)));
  }
  const TileLayout layout(memory);
  const auto read = [&](int64_t tile) {
    std::array<int, kMaxWordsPerTile> codes{};
    const int64_t first = tile * memory.cells_per_tile();
    const int cells = CellsOfTile(plan, tile);
    ForEachBit(memory, layout, image.choices.empty() ? 0 : image.choices[static_cast<size_t>(tile)],
               [&](int place, int word, int bit) {
                 if (place >= cells) return;
                 codes[word] |= static_cast<int>(GetBit(image.cells, first + place)) << bit;
               });
    for (int word = 0; word < plan.words_per_tile(); ++word) {
      const WeightPosition at = plan.WeightAt(tile, word);
      if (at.is_padding()) continue;
      weights[static_cast<size_t>(at.tensor)][static_cast<size_t>(at.index)] =
          plan.ScaleOf(at).ValueOf(codes[word]);
    }
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(ForEachTile(plan, stop, read));
  return weights;
}

}  // namespace palimpsest

#ifndef PALIMPSEST_COMMON_MEMORY_MEMORY_IMAGE_H_
#define PALIMPSEST_COMMON_MEMORY_MEMORY_IMAGE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/stop_token.h"
#include "common/memory/encoder.h"
#include "common/memory/memory_plan.h"

namespace palimpsest {

// A group as cells: what the memory chip would hold.
struct GroupImage {
  MemoryPlan plan;               // importance and stuck cells are no part of the image
  std::vector<uint8_t> choices;  // [tiles]; empty where memory.choices() is 1
  // Bits, eight to a byte, least significant first. For each tile: the S x S shared cells row by
  // row, then the B - S private cells of each word (regular words first), least significant first.
  // Without shared bits, words beyond the last weight have no cells.
  std::string cells;
};

// DATA_LOSS naming the group's first tensor and what is wrong if the parts of `image` do not fit
// together.
absl::Status ValidateGroupImage(const GroupImage& image);

// Lays the codes of all tiles into cells. INTERNAL if two words disagree about a shared cell, tiles
// are missing or sizes do not match (the codes did not come from EncodeAll of an Encoder with this
// plan); CANCELLED after a stop.
absl::StatusOr<GroupImage> MakeGroupImage(const MemoryPlan& plan, const EncodedTiles& encoded,
                                          const StopToken& stop = {});

// Reads the cells, by row for regular and by column for transposed words, and returns the weights
// of each tensor, in its order. Uses nothing but the image. DATA_LOSS if sizes do not fit together;
// CANCELLED after a stop.
absl::StatusOr<std::vector<std::vector<float>>> DecodeGroupImage(const GroupImage& image,
                                                                 const StopToken& stop = {});

// The file format "PLMIMG02": documented in common/memory/README.md; a CRC-32 of the content at the
// end.
std::string SerializeMemoryImage(const std::vector<GroupImage>& groups);
// Reads files of the earlier format "PLMIMG01" too. DATA_LOSS naming what is wrong if the bytes are
// truncated, corrupt or of an unknown version.
absl::StatusOr<std::vector<GroupImage>> ParseMemoryImage(absl::string_view bytes);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_MEMORY_IMAGE_H_

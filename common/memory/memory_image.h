#ifndef PALIMPSEST_COMMON_MEMORY_MEMORY_IMAGE_H_
#define PALIMPSEST_COMMON_MEMORY_MEMORY_IMAGE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/memory/encoder.h"
#include "common/memory/memory_options.h"
#include "common/memory/scale.h"

namespace palimpsest {

// One layer as cells: what the memory chip would hold.
struct LayerImage {
  std::string name;            // of the parameter, e.g. "conv1.weight"
  std::vector<int64_t> shape;  // of the weight tensor
  MemoryOptions memory;
  Scale scale;
  std::vector<uint8_t> rotations;  // [tiles]
  // Bits, eight to a byte, least significant first. For each tile: the S x S shared cells row by
  // row, then the B - S private cells of each word (regular words first), least significant first.
  std::string cells;

  int64_t weight_count() const;
};

// DATA_LOSS naming the layer and what is wrong if the parts of `image` do not fit together.
absl::Status ValidateLayerImage(const LayerImage& image);

// Lays the codes of all tiles of a layer into cells. INTERNAL if two words disagree about a shared
// cell, tiles are missing or sizes do not match (the codes did not come from EncodeLayer of an
// Encoder with these options).
absl::StatusOr<LayerImage> MakeLayerImage(absl::string_view name, absl::Span<const int64_t> shape,
                                          const Encoder& encoder, const EncodedTiles& encoded,
                                          const Scale& scale);

// Reads the cells, by row for regular and by column for transposed words, and returns the weights,
// in the tensor's order. Uses nothing but the image. DATA_LOSS if sizes do not fit together.
absl::StatusOr<std::vector<float>> DecodeLayerImage(const LayerImage& image);

// The file format "PLMIMG01": documented in common/memory/README.md; a CRC-32 of the content at the
// end.
std::string SerializeMemoryImage(const std::vector<LayerImage>& layers);
// DATA_LOSS naming what is wrong if the bytes are truncated, corrupt or of an unknown version.
absl::StatusOr<std::vector<LayerImage>> ParseMemoryImage(absl::string_view bytes);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_MEMORY_IMAGE_H_

// The file format: see README.md beside this file.

#include <cstddef>
#include <cstring>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "common/base/crc32.h"
#include "common/base/status_macros.h"
#include "common/memory/memory_image.h"

namespace palimpsest {
namespace {

constexpr absl::string_view kMagic = "PLMIMG01";
constexpr size_t kCrcBytes = 4;

// The unsigned integer as wide as a number.
template <typename Number>
using BitsOf = std::conditional_t<sizeof(Number) == 8, uint64_t,
                                  std::conditional_t<sizeof(Number) == 4, uint32_t, uint8_t>>;

// Numbers are little-endian in the file.
template <typename Number>
void Append(std::string& bytes, Number number) {
  BitsOf<Number> bits;
  std::memcpy(&bits, &number, sizeof(bits));
  for (size_t i = 0; i < sizeof(bits); ++i) bytes.push_back(static_cast<char>(bits >> (8 * i)));
}

void AppendString(std::string& bytes, absl::string_view text) {
  Append(bytes, static_cast<uint64_t>(text.size()));
  bytes.append(text.data(), text.size());
}

// Takes numbers from the front of the bytes. Past the end it returns zeros and remembers.
class Reader {
 public:
  explicit Reader(absl::string_view bytes) : rest_(bytes) {}

  template <typename Number>
  Number Take() {
    using Bits = BitsOf<Number>;
    const absl::string_view piece = TakeBytes(sizeof(Bits));
    Bits bits = 0;
    for (size_t i = 0; i < piece.size(); ++i) {
      bits |= static_cast<Bits>(static_cast<Bits>(static_cast<unsigned char>(piece[i])) << (8 * i));
    }
    Number number;
    std::memcpy(&number, &bits, sizeof(number));
    return number;
  }

  absl::string_view TakeBytes(uint64_t size) {
    if (size > rest_.size()) {
      failed_ = true;
      rest_ = {};
      return {};
    }
    const absl::string_view piece = rest_.substr(0, static_cast<size_t>(size));
    rest_.remove_prefix(piece.size());
    return piece;
  }

  absl::string_view TakeString() { return TakeBytes(Take<uint64_t>()); }

  // A byte that must be 0 or 1.
  bool TakeBool() {
    const uint8_t byte = Take<uint8_t>();
    if (byte > 1) failed_ = true;
    return byte == 1;
  }

  // How many numbers of so many bytes are announced; fails where fewer are left, so that a wrong
  // count cannot reserve memory that no byte ever fills.
  uint64_t TakeCount(size_t bytes_each) {
    const uint64_t count = Take<uint64_t>();
    if (count > rest_.size() / bytes_each) failed_ = true;
    return failed_ ? 0 : count;
  }

  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }

 private:
  absl::string_view rest_;
  bool failed_ = false;
};

void AppendLayer(std::string& bytes, const LayerImage& layer) {
  AppendString(bytes, layer.name);
  Append(bytes, static_cast<uint64_t>(layer.shape.size()));
  for (const int64_t size : layer.shape) Append(bytes, size);
  Append(bytes, static_cast<uint8_t>(layer.memory.bits));
  Append(bytes, static_cast<uint8_t>(layer.memory.shared_bits));
  Append(bytes, static_cast<uint8_t>(layer.memory.layout));
  Append(bytes, static_cast<uint8_t>(layer.memory.zero_point));
  Append(bytes, static_cast<uint8_t>(layer.memory.rotations ? 1 : 0));
  Append(bytes, static_cast<uint8_t>(layer.memory.pairing));
  Append(bytes, layer.memory.pairing_seed);
  Append(bytes, static_cast<uint64_t>(layer.scale.delta.size()));
  for (const float delta : layer.scale.delta) Append(bytes, delta);
  for (const float zero_point : layer.scale.zero_point) Append(bytes, zero_point);
  AppendString(bytes, absl::string_view(reinterpret_cast<const char*>(layer.rotations.data()),
                                        layer.rotations.size()));
  AppendString(bytes, layer.cells);
}

LayerImage TakeLayer(Reader& reader) {
  LayerImage layer;
  layer.name = std::string(reader.TakeString());
  layer.shape.resize(reader.TakeCount(sizeof(int64_t)));
  for (int64_t& size : layer.shape) size = reader.Take<int64_t>();
  layer.memory.bits = reader.Take<uint8_t>();
  layer.memory.shared_bits = reader.Take<uint8_t>();
  layer.memory.layout = static_cast<Layout>(reader.Take<uint8_t>());
  layer.memory.zero_point = static_cast<ZeroPointKind>(reader.Take<uint8_t>());
  layer.memory.rotations = reader.TakeBool();
  layer.memory.pairing = static_cast<Pairing>(reader.Take<uint8_t>());
  layer.memory.pairing_seed = reader.Take<uint64_t>();
  const uint64_t channels = reader.TakeCount(2 * sizeof(float));
  layer.scale.delta.resize(channels);
  layer.scale.zero_point.resize(channels);
  for (float& delta : layer.scale.delta) delta = reader.Take<float>();
  for (float& zero_point : layer.scale.zero_point) zero_point = reader.Take<float>();
  const absl::string_view rotations = reader.TakeString();
  layer.rotations.assign(rotations.begin(), rotations.end());
  layer.cells = std::string(reader.TakeString());
  return layer;
}

}  // namespace

std::string SerializeMemoryImage(const std::vector<LayerImage>& layers) {
  std::string bytes(kMagic);
  Append(bytes, static_cast<uint64_t>(layers.size()));
  for (const LayerImage& layer : layers) AppendLayer(bytes, layer);
  Append(bytes, Crc32(bytes));
  return bytes;
}

absl::StatusOr<std::vector<LayerImage>> ParseMemoryImage(absl::string_view bytes) {
  if (bytes.size() < kMagic.size() || bytes.substr(0, kMagic.size()) != kMagic) {
    return absl::DataLossError("not a memory image of a known version: it does not start with " +
                               std::string(kMagic));
  }
  if (bytes.size() < kMagic.size() + kCrcBytes) {
    return absl::DataLossError("the memory image is truncated");
  }
  const absl::string_view content = bytes.substr(0, bytes.size() - kCrcBytes);
  if (Reader(bytes.substr(content.size())).Take<uint32_t>() != Crc32(content)) {
    return absl::DataLossError("the memory image is truncated or corrupt: its CRC-32 is wrong");
  }
  Reader reader(content.substr(kMagic.size()));
  const uint64_t layer_count = reader.TakeCount(/*bytes_each=*/1);
  std::vector<LayerImage> layers;
  for (uint64_t i = 0; i < layer_count && !reader.failed(); ++i) {
    layers.push_back(TakeLayer(reader));
    if (!reader.failed()) RETURN_IF_ERROR(ValidateLayerImage(layers.back()));
  }
  if (reader.failed()) {
    return absl::DataLossError(
        "the memory image ends within a layer or holds a byte that no image has");
  }
  if (!reader.at_end()) {
    return absl::DataLossError("the memory image goes on after its last layer");
  }
  return layers;
}

}  // namespace palimpsest

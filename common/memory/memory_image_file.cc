// The file format: see README.md beside this file.

#include <cstddef>
#include <cstring>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/crc32.h"
#include "common/base/status_macros.h"
#include "common/memory/memory_image.h"

namespace palimpsest {
namespace {

constexpr absl::string_view kMagic = "PLMIMG02";
constexpr absl::string_view kMagicOfVersion1 = "PLMIMG01";
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

void AppendOptions(std::string& bytes, const MemoryOptions& memory) {
  Append(bytes, static_cast<uint8_t>(memory.bits));
  Append(bytes, static_cast<uint8_t>(memory.shared_bits));
  Append(bytes, static_cast<uint8_t>(memory.layout));
  Append(bytes, static_cast<uint8_t>(memory.zero_point));
  Append(bytes, static_cast<uint8_t>(memory.rotations ? 1 : 0));
  Append(bytes, static_cast<uint8_t>(memory.pairing));
  Append(bytes, memory.pairing_seed);
}

void AppendTensor(std::string& bytes, const PlanTensor& tensor) {
  AppendString(bytes, tensor.name);
  Append(bytes, static_cast<uint64_t>(tensor.shape.size()));
  for (const int64_t size : tensor.shape) Append(bytes, size);
  Append(bytes, static_cast<uint64_t>(tensor.scale.channels()));
  for (const float delta : tensor.scale.delta) Append(bytes, delta);
  for (const float zero_point : tensor.scale.zero_point) Append(bytes, zero_point);
}

void AppendGroup(std::string& bytes, const GroupImage& group) {
  AppendOptions(bytes, group.plan.memory());
  Append(bytes, static_cast<uint64_t>(group.plan.tensors().size()));
  for (const PlanTensor& tensor : group.plan.tensors()) AppendTensor(bytes, tensor);
  AppendString(bytes, absl::string_view(reinterpret_cast<const char*>(group.choices.data()),
                                        group.choices.size()));
  AppendString(bytes, group.cells);
}

MemoryOptions TakeOptions(Reader& reader) {
  MemoryOptions memory;
  memory.bits = reader.Take<uint8_t>();
  memory.shared_bits = reader.Take<uint8_t>();
  memory.layout = static_cast<Layout>(reader.Take<uint8_t>());
  memory.zero_point = static_cast<ZeroPointKind>(reader.Take<uint8_t>());
  memory.rotations = reader.TakeBool();
  memory.pairing = static_cast<Pairing>(reader.Take<uint8_t>());
  memory.pairing_seed = reader.Take<uint64_t>();
  return memory;
}

void TakeNameAndShape(Reader& reader, PlanTensor& tensor) {
  tensor.name = std::string(reader.TakeString());
  tensor.shape.resize(reader.TakeCount(sizeof(int64_t)));
  for (int64_t& size : tensor.shape) size = reader.Take<int64_t>();
}

void TakeScale(Reader& reader, Scale& scale) {
  const uint64_t channels = reader.TakeCount(2 * sizeof(float));
  scale.delta.resize(channels);
  scale.zero_point.resize(channels);
  for (float& delta : scale.delta) delta = reader.Take<float>();
  for (float& zero_point : scale.zero_point) zero_point = reader.Take<float>();
}

absl::Status Truncated() {
  return absl::DataLossError(
      "the memory image ends within a group or holds a byte that no image has");
}

absl::StatusOr<GroupImage> MakeGroup(const Reader& reader, const MemoryOptions& memory,
                                     std::vector<PlanTensor> tensors, std::vector<uint8_t> choices,
                                     absl::string_view cells) {
  if (reader.failed()) return Truncated();
  absl::StatusOr<MemoryPlan> plan = MemoryPlan::Create(memory, std::move(tensors));
  if (!plan.ok()) return absl::DataLossError(plan.status().message());
  GroupImage group{*std::move(plan), std::move(choices), std::string(cells)};
  RETURN_IF_ERROR(ValidateGroupImage(group));
  return group;
}

absl::StatusOr<GroupImage> TakeGroup(Reader& reader) {
  const MemoryOptions memory = TakeOptions(reader);
  std::vector<PlanTensor> tensors(reader.TakeCount(/*bytes_each=*/3 * sizeof(uint64_t)));
  for (PlanTensor& tensor : tensors) {
    TakeNameAndShape(reader, tensor);
    TakeScale(reader, tensor.scale);
  }
  const absl::string_view choices = reader.TakeString();
  const absl::string_view cells = reader.TakeString();
  return MakeGroup(reader, memory, std::move(tensors), {choices.begin(), choices.end()}, cells);
}

// A layer of version 1 is a group of one tensor, with a byte of rotation for every tile, also where
// there was no choice, and for every weight at S = 0.
absl::StatusOr<GroupImage> TakeLayerOfVersion1(Reader& reader) {
  std::vector<PlanTensor> tensors(1);
  TakeNameAndShape(reader, tensors[0]);
  const MemoryOptions memory = TakeOptions(reader);
  TakeScale(reader, tensors[0].scale);
  const absl::string_view rotations = reader.TakeString();
  const absl::string_view cells = reader.TakeString();
  std::vector<uint8_t> choices;
  if (memory.choices() > 1) {
    choices.assign(rotations.begin(), rotations.end());
  } else if (rotations.find_first_not_of('\0') != absl::string_view::npos) {
    return absl::DataLossError(absl::StrCat(tensors[0].name, ": a rotation without rotations"));
  }
  return MakeGroup(reader, memory, std::move(tensors), std::move(choices), cells);
}

}  // namespace

std::string SerializeMemoryImage(const std::vector<GroupImage>& groups) {
  std::string bytes(kMagic);
  Append(bytes, static_cast<uint64_t>(groups.size()));
  for (const GroupImage& group : groups) AppendGroup(bytes, group);
  Append(bytes, Crc32(bytes));
  return bytes;
}

absl::StatusOr<std::vector<GroupImage>> ParseMemoryImage(absl::string_view bytes) {
  const absl::string_view magic = bytes.substr(0, kMagic.size());
  if (magic != kMagic && magic != kMagicOfVersion1) {
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
  const uint64_t group_count = reader.TakeCount(/*bytes_each=*/1);
  std::vector<GroupImage> groups;
  for (uint64_t i = 0; i < group_count && !reader.failed(); ++i) {
    ASSIGN_OR_RETURN(GroupImage group,
                     magic == kMagic ? TakeGroup(reader) : TakeLayerOfVersion1(reader));
    groups.push_back(std::move(group));
  }
  if (reader.failed()) return Truncated();
  if (!reader.at_end()) {
    return absl::DataLossError("the memory image goes on after its last group");
  }
  return groups;
}

}  // namespace palimpsest

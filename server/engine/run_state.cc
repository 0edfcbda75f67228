// The file, numbers little-endian: "PLMRUN01"; the length of a RunRecord as uint64, and the record;
// the length of a safetensors file as uint64, and the file, whose tensors are named
// "network/...", "float/..." and "optimizer/..."; the CRC-32 of all that as uint32.

#include "server/engine/run_state.h"

#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/crc32.h"
#include "common/base/files.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

constexpr absl::string_view kMagic = "PLMRUN01";
constexpr size_t kLengthBytes = 8;
constexpr size_t kCrcBytes = 4;

// The lists of a state, with the prefixes of their names in the file.
struct TensorList {
  absl::string_view prefix;
  std::vector<NamedTensor> RunState::*list;
};
constexpr TensorList kLists[] = {{"network/", &RunState::network},
                                 {"float/", &RunState::float_network},
                                 {"optimizer/", &RunState::optimizer}};

void AppendNumber(uint64_t number, size_t size, std::string& bytes) {
  for (size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(number >> (8 * i)));
}

uint64_t NumberOf(absl::string_view bytes) {
  uint64_t number = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    number |= static_cast<uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return number;
}

void AppendSection(absl::string_view section, std::string& bytes) {
  AppendNumber(section.size(), kLengthBytes, bytes);
  absl::StrAppend(&bytes, section);
}

absl::StatusOr<absl::string_view> TakeSection(absl::string_view& rest) {
  const uint64_t size = rest.size() < kLengthBytes ? std::numeric_limits<uint64_t>::max()
                                                   : NumberOf(rest.substr(0, kLengthBytes));
  if (rest.size() < kLengthBytes || size > rest.size() - kLengthBytes) {
    return absl::DataLossError("the run state is truncated");
  }
  const absl::string_view section = rest.substr(kLengthBytes, size);
  rest.remove_prefix(kLengthBytes + section.size());
  return section;
}

}  // namespace

absl::StatusOr<std::string> SerializeRunState(const RunState& state) {
  Safetensors tensors;
  for (const TensorList& entry : kLists) {
    for (const NamedTensor& tensor : state.*entry.list) {
      tensors.tensors.push_back(
          {absl::StrCat(entry.prefix, tensor.name), tensor.shape, tensor.values});
    }
  }
  ASSIGN_OR_RETURN(const std::string tensor_bytes, SerializeSafetensors(tensors));
  std::string bytes(kMagic);
  AppendSection(state.record.SerializeAsString(), bytes);
  AppendSection(tensor_bytes, bytes);
  AppendNumber(Crc32(bytes), kCrcBytes, bytes);
  return bytes;
}

absl::StatusOr<RunState> ParseRunState(absl::string_view bytes) {
  if (!absl::StartsWith(bytes, kMagic)) {
    return absl::DataLossError(absl::StrCat("not a run state of version ", kMagic));
  }
  if (bytes.size() < kMagic.size() + kCrcBytes) {
    return absl::DataLossError("the run state is truncated");
  }
  absl::string_view rest = bytes.substr(0, bytes.size() - kCrcBytes);
  if (Crc32(rest) != NumberOf(bytes.substr(rest.size()))) {
    return absl::DataLossError("the run state does not match its checksum: truncated or corrupt");
  }
  rest.remove_prefix(kMagic.size());
  ASSIGN_OR_RETURN(const absl::string_view record, TakeSection(rest));
  ASSIGN_OR_RETURN(const absl::string_view tensor_bytes, TakeSection(rest));
  RunState state;
  if (!rest.empty() ||
      !state.record.ParseFromArray(record.data(), static_cast<int>(record.size()))) {
    return absl::DataLossError("the run state is malformed");
  }
  ASSIGN_OR_RETURN(Safetensors tensors, ParseSafetensors(tensor_bytes));
  for (NamedTensor& tensor : tensors.tensors) {
    bool is_known = false;
    for (const TensorList& entry : kLists) {
      if (!absl::StartsWith(tensor.name, entry.prefix)) continue;
      is_known = true;
      tensor.name.erase(0, entry.prefix.size());
      (state.*entry.list).push_back(std::move(tensor));
      break;
    }
    if (!is_known) return absl::DataLossError("the run state has a tensor that is no part of it");
  }
  return state;
}

absl::Status WriteRunState(const RunState& state, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string bytes, SerializeRunState(state));
  return WriteFileAtomically(path, bytes);
}

absl::StatusOr<RunState> ReadRunState(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path));
  absl::StatusOr<RunState> state = ParseRunState(bytes);
  if (!state.ok()) return Annotate(state.status(), path);
  return state;
}

}  // namespace palimpsest

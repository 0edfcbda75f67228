#include "common/tensors/safetensors.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "nlohmann/json.hpp"

namespace palimpsest {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kLengthBytes = 8;
// The limit of the reference implementation.
constexpr uint64_t kMaxHeaderBytes = 100'000'000;

// The floats of a file are little-endian, and so is every machine this runs on.
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);

absl::Status Malformed(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("malformed safetensors: ", what));
}

// The product of the sizes, at most `limit`; an error otherwise.
absl::StatusOr<uint64_t> ElementCount(const std::string& name, const std::vector<int64_t>& shape,
                                      uint64_t limit) {
  // A size of zero makes the tensor empty, whatever the other sizes are.
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
  uint64_t count = 1;
  for (const int64_t size : shape) {
    if (size < 0 || static_cast<uint64_t>(size) > limit / count) {
      return absl::InvalidArgumentError(absl::StrCat("the shape [", absl::StrJoin(shape, ", "),
                                                     "] of ", name, " does not fit its values"));
    }
    count *= static_cast<uint64_t>(size);
  }
  return count;
}

// A tensor as the header describes it.
struct Entry {
  NamedTensor tensor;
  uint64_t begin;
  uint64_t end;
};

absl::StatusOr<uint64_t> Unsigned(const Json& json, absl::string_view what) {
  if (!json.is_number_unsigned()) {
    return Malformed(absl::StrCat(what, " is not an unsigned integer"));
  }
  return json.get<uint64_t>();
}

absl::StatusOr<Entry> ParseEntry(const std::string& name, const Json& json, uint64_t data_bytes) {
  if (!json.is_object() || !json.contains("dtype") || !json["dtype"].is_string() ||
      !json.contains("shape") || !json["shape"].is_array() || !json.contains("data_offsets") ||
      !json["data_offsets"].is_array() || json["data_offsets"].size() != 2) {
    return Malformed(absl::StrCat("tensor ", name, " lacks dtype, shape or two data_offsets"));
  }
  const std::string dtype = json["dtype"].get<std::string>();
  if (dtype != "F32") {
    return absl::UnimplementedError(
        absl::StrCat("tensor ", name, " has dtype ", dtype, "; only F32 is supported"));
  }
  Entry entry;
  entry.tensor.name = name;
  for (const Json& element : json["shape"]) {
    ASSIGN_OR_RETURN(const uint64_t size, Unsigned(element, absl::StrCat("a size of ", name)));
    if (size > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
      return Malformed(absl::StrCat("a size of ", name, " is too large"));
    }
    entry.tensor.shape.push_back(static_cast<int64_t>(size));
  }
  ASSIGN_OR_RETURN(entry.begin,
                   Unsigned(json["data_offsets"][0], absl::StrCat("an offset of ", name)));
  ASSIGN_OR_RETURN(entry.end,
                   Unsigned(json["data_offsets"][1], absl::StrCat("an offset of ", name)));
  if (entry.begin > entry.end || entry.end > data_bytes) {
    return Malformed(absl::StrCat("tensor ", name, " lies at ", entry.begin, " to ", entry.end,
                                  " of ", data_bytes, " bytes"));
  }
  const absl::StatusOr<uint64_t> count =
      ElementCount(name, entry.tensor.shape, data_bytes / sizeof(float));
  if (!count.ok()) return Malformed(count.status().message());
  if (*count * sizeof(float) != entry.end - entry.begin) {
    return Malformed(absl::StrCat("tensor ", name, " has ", entry.end - entry.begin, " bytes for ",
                                  *count, " values"));
  }
  return entry;
}

// The format demands that the tensors fill the data without gap or overlap.
absl::Status CheckTiling(const std::vector<Entry>& entries, uint64_t data_bytes) {
  std::vector<std::pair<uint64_t, uint64_t>> ranges;
  for (const Entry& entry : entries) ranges.emplace_back(entry.begin, entry.end);
  std::sort(ranges.begin(), ranges.end());
  uint64_t end = 0;
  for (const auto& range : ranges) {
    if (range.first != end) {
      return Malformed(absl::StrCat("tensors leave a gap or overlap at byte ", end));
    }
    end = range.second;
  }
  if (end != data_bytes) {
    return Malformed(absl::StrCat(data_bytes - end, " bytes belong to no tensor"));
  }
  return absl::OkStatus();
}

// Parses the header; a repeated key is an error, where the library would keep the last one.
absl::StatusOr<Json> ParseHeader(absl::string_view text) {
  std::vector<std::set<std::string>> keys;
  std::string repeated;
  const auto check = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key &&
        !keys.back().insert(parsed.get<std::string>()).second) {
      repeated = parsed.get<std::string>();
    }
    return true;
  };
  Json header = Json::parse(text.begin(), text.end(), check, /*allow_exceptions=*/false);
  if (!header.is_object()) return Malformed("the header is not a JSON object");
  if (!repeated.empty()) return Malformed(absl::StrCat("the name ", repeated, " repeats"));
  return header;
}

}  // namespace

const NamedTensor* Safetensors::Find(absl::string_view name) const {
  const auto found = std::find_if(tensors.begin(), tensors.end(),
                                  [name](const NamedTensor& t) { return t.name == name; });
  return found == tensors.end() ? nullptr : &*found;
}

absl::StatusOr<std::string> SerializeSafetensors(const Safetensors& content) {
  Json header = Json::object();
  if (!content.metadata.empty()) header["__metadata__"] = content.metadata;
  uint64_t offset = 0;
  for (const NamedTensor& tensor : content.tensors) {
    if (tensor.name == "__metadata__" || header.contains(tensor.name)) {
      return absl::InvalidArgumentError(
          absl::StrCat("the tensor name ", tensor.name, " repeats or is reserved"));
    }
    ASSIGN_OR_RETURN(const uint64_t count,
                     ElementCount(tensor.name, tensor.shape, tensor.values.size()));
    if (count != tensor.values.size()) {
      return absl::InvalidArgumentError(
          absl::StrCat("the shape [", absl::StrJoin(tensor.shape, ", "), "] of ", tensor.name,
                       " does not fit its ", tensor.values.size(), " values"));
    }
    const uint64_t end = offset + count * sizeof(float);
    header[tensor.name] = {
        {"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  // Throws on text that is not UTF-8 unless told to replace; a name must not change silently.
  std::string text;
  try {
    text = header.dump();
  } catch (const Json::type_error&) {
    return absl::InvalidArgumentError("a tensor name or metadata is not UTF-8");
  }
  // Spaces align the data to eight bytes, as the reference implementation does.
  text.append((kLengthBytes - text.size() % kLengthBytes) % kLengthBytes, ' ');
  std::string bytes;
  bytes.reserve(kLengthBytes + text.size() + offset);
  const uint64_t length = text.size();
  bytes.append(reinterpret_cast<const char*>(&length), sizeof(length));
  bytes += text;
  for (const NamedTensor& tensor : content.tensors) {
    bytes.append(reinterpret_cast<const char*>(tensor.values.data()),
                 tensor.values.size() * sizeof(float));
  }
  return bytes;
}

absl::StatusOr<Safetensors> ParseSafetensors(absl::string_view bytes) {
  if (bytes.size() < kLengthBytes) return Malformed("shorter than its header's length");
  uint64_t length;
  std::memcpy(&length, bytes.data(), sizeof(length));
  if (length > kMaxHeaderBytes || length > bytes.size() - kLengthBytes) {
    return Malformed(absl::StrCat("a header of ", length, " bytes in a file of ", bytes.size()));
  }
  const absl::string_view data = bytes.substr(kLengthBytes + length);
  ASSIGN_OR_RETURN(const Json header, ParseHeader(bytes.substr(kLengthBytes, length)));

  Safetensors content;
  std::vector<Entry> entries;
  for (const auto& [name, json] : header.items()) {
    if (name != "__metadata__") {
      ASSIGN_OR_RETURN(Entry entry, ParseEntry(name, json, data.size()));
      entries.push_back(std::move(entry));
      continue;
    }
    if (!json.is_object()) return Malformed("__metadata__ is not an object");
    for (const auto& [key, value] : json.items()) {
      if (!value.is_string()) return Malformed(absl::StrCat("metadata ", key, " is not a text"));
      content.metadata[key] = value.get<std::string>();
    }
  }
  RETURN_IF_ERROR(CheckTiling(entries, data.size()));
  for (Entry& entry : entries) {
    const absl::string_view piece = data.substr(entry.begin, entry.end - entry.begin);
    entry.tensor.values.resize(piece.size() / sizeof(float));
    // An empty vector has no address to copy to.
    if (!piece.empty()) std::memcpy(entry.tensor.values.data(), piece.data(), piece.size());
    content.tensors.push_back(std::move(entry.tensor));
  }
  return content;
}

}  // namespace palimpsest

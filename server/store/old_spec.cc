#include "server/store/old_spec.h"

#include <google/protobuf/unknown_field_set.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "absl/strings/string_view.h"

namespace palimpsest {
namespace {

using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

constexpr int kOldPortions = 2;
constexpr int kOldExcludeLayers = 2;

// A packed list of doubles, which are little-endian.
void AddDoubles(absl::string_view packed, v1::Portions& portions) {
  for (; packed.size() >= sizeof(double); packed.remove_prefix(sizeof(double))) {
    uint64_t bits = 0;
    for (size_t i = 0; i < sizeof(double); ++i) {
      bits |= uint64_t{static_cast<unsigned char>(packed[i])} << (8 * i);
    }
    double value;
    std::memcpy(&value, &bits, sizeof(value));
    portions.add_values(value);
  }
}

void RenewPortions(v1::RetrainingSpec& retraining) {
  UnknownFieldSet& unknown = *retraining.GetReflection()->MutableUnknownFields(&retraining);
  for (int i = 0; i < unknown.field_count(); ++i) {
    const UnknownField& field = unknown.field(i);
    if (field.number() != kOldPortions || field.type() != UnknownField::TYPE_LENGTH_DELIMITED) {
      continue;
    }
    AddDoubles(field.length_delimited(), *retraining.mutable_portions());
  }
  unknown.DeleteByNumber(kOldPortions);
}

}  // namespace

void RenewSpec(v1::JobSpec& spec) {
  if (spec.has_retraining()) RenewPortions(*spec.mutable_retraining());
  if (!spec.has_model()) return;
  v1::ModelSpec& model = *spec.mutable_model();
  UnknownFieldSet& unknown = *model.GetReflection()->MutableUnknownFields(&model);
  for (int i = 0; i < unknown.field_count(); ++i) {
    const UnknownField& field = unknown.field(i);
    if (field.number() != kOldExcludeLayers ||
        field.type() != UnknownField::TYPE_LENGTH_DELIMITED) {
      continue;
    }
    (*spec.mutable_layers())[field.length_delimited()].set_keep_floating_point(true);
  }
  unknown.DeleteByNumber(kOldExcludeLayers);
}

}  // namespace palimpsest

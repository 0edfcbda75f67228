#include "common/memory/memory_options.h"

#include "absl/strings/str_cat.h"

namespace palimpsest {
namespace {

absl::Status UnknownEnumerator(absl::string_view field, int value) {
  return absl::InvalidArgumentError(absl::StrCat(field, " is ", value, ", which is not known"));
}

}  // namespace

absl::Status MemoryOptions::Validate() const {
  if (bits < 2 || bits > 8) {
    return absl::InvalidArgumentError(
        absl::StrCat("bits is ", bits, "; it must be between 2 and 8"));
  }
  if (shared_bits < 0 || shared_bits > bits || shared_bits % 2 != 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "shared_bits is ", shared_bits, "; it must be even and between 0 and bits (", bits, ")"));
  }
  if (layout != Layout::kSkew && layout != Layout::kNibble && layout != Layout::kPlain) {
    return UnknownEnumerator("layout", static_cast<int>(layout));
  }
  if (zero_point != ZeroPointKind::kMidRise && zero_point != ZeroPointKind::kMidTread) {
    return UnknownEnumerator("zero_point", static_cast<int>(zero_point));
  }
  if (pairing != Pairing::kWithinLayer && pairing != Pairing::kRandom &&
      pairing != Pairing::kAcrossLayers) {
    return UnknownEnumerator("pairing", static_cast<int>(pairing));
  }
  return absl::OkStatus();
}

int MemoryOptions::cells_per_tile() const {
  return shared_bits * shared_bits + words_per_tile() * (bits - shared_bits);
}

int MemoryOptions::choice_bits() const {
  int choice_bits = 0;
  while ((1 << choice_bits) < choices()) ++choice_bits;
  return choice_bits;
}

double MemoryOptions::default_zero_point() const {
  return zero_point == ZeroPointKind::kMidRise ? (levels() - 1) / 2.0 : levels() / 2.0;
}

}  // namespace palimpsest

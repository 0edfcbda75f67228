#include "common/job/spec_conversion.h"

#include "absl/strings/str_cat.h"
#include "common/base/random.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

// Parts of a job's seed (SubSeed): the pairing and the encoder draw from streams of their own.
constexpr uint64_t kPairingPart = 0x70616972;
constexpr uint64_t kEncoderPart = 0x656e636f;

absl::StatusOr<Layout> ToLayout(v1::MemorySpec::Layout layout) {
  switch (layout) {
    case v1::MemorySpec::SKEW:
      return Layout::kSkew;
    case v1::MemorySpec::NIBBLE:
      return Layout::kNibble;
    case v1::MemorySpec::PLAIN:
      return Layout::kPlain;
    default:
      return absl::InvalidArgumentError(absl::StrCat("memory.layout: unknown value ", layout));
  }
}

absl::StatusOr<ZeroPointKind> ToZeroPointKind(v1::MemorySpec::ZeroPoint zero_point) {
  switch (zero_point) {
    case v1::MemorySpec::MID_RISE:
      return ZeroPointKind::kMidRise;
    case v1::MemorySpec::MID_TREAD:
      return ZeroPointKind::kMidTread;
    default:
      return absl::InvalidArgumentError(
          absl::StrCat("memory.zero_point: unknown value ", zero_point));
  }
}

absl::StatusOr<Pairing> ToPairing(v1::MemorySpec::Pairing pairing) {
  switch (pairing) {
    case v1::MemorySpec::WITHIN_LAYER:
      return Pairing::kWithinLayer;
    case v1::MemorySpec::RANDOM:
      return Pairing::kRandom;
    default:
      return absl::InvalidArgumentError(absl::StrCat("memory.pairing: unknown value ", pairing));
  }
}

absl::StatusOr<EncodeMethod> ToEncodeMethod(v1::EncoderSpec::Method method) {
  switch (method) {
    case v1::EncoderSpec::JOINT:
      return EncodeMethod::kJoint;
    case v1::EncoderSpec::OWNER_BITS:
      return EncodeMethod::kOwnerBits;
    default:
      return absl::InvalidArgumentError(absl::StrCat("encoder.method: unknown value ", method));
  }
}

}  // namespace

absl::StatusOr<MemoryOptions> ToMemoryOptions(const v1::MemorySpec& memory, uint64_t seed) {
  MemoryOptions options;
  options.bits = memory.bits();
  options.shared_bits = memory.shared_bits();
  ASSIGN_OR_RETURN(options.layout, ToLayout(memory.layout()));
  ASSIGN_OR_RETURN(options.zero_point, ToZeroPointKind(memory.zero_point()));
  options.rotations = memory.rotations();
  ASSIGN_OR_RETURN(options.pairing, ToPairing(memory.pairing()));
  options.pairing_seed = SubSeed(seed, kPairingPart);
  RETURN_IF_ERROR(Annotate(options.Validate(), "memory"));
  return options;
}

absl::StatusOr<EncoderOptions> ToEncoderOptions(const v1::EncoderSpec& encoder, uint64_t seed) {
  EncoderOptions options;
  ASSIGN_OR_RETURN(options.method, ToEncodeMethod(encoder.method()));
  options.starts = encoder.starts();
  options.seed = SubSeed(seed, kEncoderPart);
  RETURN_IF_ERROR(Annotate(options.Validate(), "encoder"));
  return options;
}

StrategyParameters ToStrategyParameters(const v1::ScalingSpec& spec) {
  return StrategyParameters(spec.parameters().begin(), spec.parameters().end());
}

absl::StatusOr<MemoryOptions> EqualCapacityMemory(const MemoryOptions& memory) {
  const int bits = memory.bits - memory.shared_bits / 2;
  if (bits < 2) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a plain memory with the cells of B = ", memory.bits, ", S = ", memory.shared_bits,
        " has words of ", bits, " bits; it needs at least 2"));
  }
  MemoryOptions plain = memory;
  plain.bits = bits;
  plain.shared_bits = 0;
  return plain;
}

}  // namespace palimpsest

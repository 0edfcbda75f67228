#include "common/job/known_names.h"

namespace palimpsest {

absl::Span<const absl::string_view> ModelNames() {
  static constexpr absl::string_view kNames[] = {"lenet5", "mlp"};
  return kNames;
}

absl::Span<const absl::string_view> DeviceNames() {
  static constexpr absl::string_view kNames[] = {"cpu", "cuda"};
  return kNames;
}

}  // namespace palimpsest

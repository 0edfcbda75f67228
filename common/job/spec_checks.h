#ifndef PALIMPSEST_COMMON_JOB_SPEC_CHECKS_H_
#define PALIMPSEST_COMMON_JOB_SPEC_CHECKS_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/job/spec_validation.h"
#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {

// Which reals a field may have. Neither nan nor a negative zero is in any range.
struct RealRange {
  double low = 0;
  bool low_included = true;
  double high = 0;
  bool high_included = true;
};

// Collects violations; each check adds one if its field does not hold.
class SpecChecker {
 public:
  void Check(bool holds, absl::string_view field, absl::string_view rule);

  template <typename Value>
  void Check(bool holds, absl::string_view field, absl::string_view rule, const Value& value) {
    Check(holds, field, absl::StrCat(rule, ", got ", value));
  }

  void CheckReal(double value, const RealRange& range, absl::string_view field);
  // low <= value <= high.
  void CheckCount(int value, int low, int high, absl::string_view field);
  void CheckOneOf(absl::string_view value, absl::Span<const absl::string_view> known,
                  absl::string_view field);

  std::vector<FieldViolation> Take() { return std::move(violations_); }

 private:
  std::vector<FieldViolation> violations_;
};

// The parts of a spec that a job has, and a layer's rule too. `path` is where the part lies, as in
// "layers.conv1.memory". Defaults must be filled in.

struct SgdRules {
  bool zero_epochs = false;  // are allowed
  int smallest_batch = 1;
};
void CheckSgd(const v1::SgdSpec& sgd, absl::string_view path, const SgdRules& rules,
              SpecChecker& checker);
void CheckMemory(const v1::MemorySpec& memory, absl::string_view path, SpecChecker& checker);
void CheckEncoder(const v1::EncoderSpec& encoder, absl::string_view path, SpecChecker& checker);
void CheckScaling(const v1::ScalingSpec& scaling, absl::string_view path, SpecChecker& checker);
void CheckOrder(v1::RetrainingSpec::Order order, absl::string_view field, SpecChecker& checker);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_SPEC_CHECKS_H_

#ifndef PALIMPSEST_TESTS_SUPPORT_SCOPED_ENVIRONMENT_H_
#define PALIMPSEST_TESTS_SUPPORT_SCOPED_ENVIRONMENT_H_

#include <stdlib.h>

#include <string>

#include "absl/types/optional.h"

namespace palimpsest {

// Sets a variable of this process's environment, or takes it out, until the object goes. Not while
// other threads read the environment.
class ScopedEnvironment {
 public:
  ScopedEnvironment(const char* name, const absl::optional<std::string>& value) : name_(name) {
    if (const char* const before = getenv(name); before != nullptr) before_ = before;
    Set(value);
  }
  ~ScopedEnvironment() { Set(before_); }
  ScopedEnvironment(const ScopedEnvironment&) = delete;
  ScopedEnvironment& operator=(const ScopedEnvironment&) = delete;

 private:
  void Set(const absl::optional<std::string>& value) {
    if (value.has_value()) {
      setenv(name_, value->c_str(), /*replace=*/1);
    } else {
      unsetenv(name_);
    }
  }

  const char* const name_;
  absl::optional<std::string> before_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_SUPPORT_SCOPED_ENVIRONMENT_H_

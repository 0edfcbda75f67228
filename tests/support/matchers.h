#ifndef PALIMPSEST_TESTS_SUPPORT_MATCHERS_H_
#define PALIMPSEST_TESTS_SUPPORT_MATCHERS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {

// Of an absl::Status or StatusOr: its code is `code` and its message contains `text`.
inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& value) {
  return value.status();
}
MATCHER_P2(IsStatus, code, text, "") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status.ToString();
  return status.code() == code &&
         status.message().find(absl::string_view(text)) != absl::string_view::npos;
}
MATCHER(IsOk, "") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

// Equal messages, bit by bit.
MATCHER_P(EqualsProto, expected, "") {
  *result_listener << arg.DebugString();
  return arg.SerializeAsString() == expected.SerializeAsString();
}

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_SUPPORT_MATCHERS_H_

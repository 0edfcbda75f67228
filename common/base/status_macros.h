#ifndef PALIMPSEST_COMMON_BASE_STATUS_MACROS_H_
#define PALIMPSEST_COMMON_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

// Returns from the enclosing function if `expr` is not OK.
#define RETURN_IF_ERROR(expr)                           \
  do {                                                  \
    if (absl::Status status_ = (expr); !status_.ok()) { \
      return status_;                                   \
    }                                                   \
  } while (false)

// ASSIGN_OR_RETURN(auto value, F()): returns F()'s status if it is not OK, else moves its value
// into `lhs`.
#define ASSIGN_OR_RETURN(lhs, expr) \
  PALIMPSEST_ASSIGN_OR_RETURN_(PALIMPSEST_CONCAT_(status_or_, __LINE__), lhs, expr)

#define PALIMPSEST_CONCAT_INNER_(a, b) a##b
#define PALIMPSEST_CONCAT_(a, b) PALIMPSEST_CONCAT_INNER_(a, b)
#define PALIMPSEST_ASSIGN_OR_RETURN_(var, lhs, expr) \
  auto var = (expr);                                 \
  if (!var.ok()) return std::move(var).status();     \
  lhs = *std::move(var)

namespace palimpsest {

// `status` with "context: " put before its message. OK stays OK; payloads are kept.
inline absl::Status Annotate(const absl::Status& status, absl::string_view context) {
  if (status.ok()) return status;
  absl::Status annotated(status.code(), absl::StrCat(context, ": ", status.message()));
  status.ForEachPayload([&annotated](absl::string_view url, const absl::Cord& payload) {
    annotated.SetPayload(url, payload);
  });
  return annotated;
}

template <typename T>
absl::StatusOr<T> Annotate(absl::StatusOr<T> result, absl::string_view context) {
  if (result.ok()) return result;
  return Annotate(result.status(), context);
}

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_STATUS_MACROS_H_

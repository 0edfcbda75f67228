#ifndef PALIMPSEST_COMMON_BASE_STABLE_SORT_H_
#define PALIMPSEST_COMMON_BASE_STABLE_SORT_H_

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/base/status_macros.h"
#include "common/base/stop_token.h"

namespace palimpsest {

// std::stable_sort that can be stopped: CANCELLED then, with `items` in any order. Looks at `stop`
// every few milliseconds, where the standard library takes seconds for some millions of items.
// Merges sorted runs, so it needs room for a copy. `before(a, b)` is a strict weak order.
template <typename Item, typename Before>
absl::Status StableSort(std::vector<Item>& items, const Before& before, const StopToken& stop) {
  constexpr size_t kRun = size_t{1} << 14;
  const size_t count = items.size();
  using Offset = typename std::vector<Item>::difference_type;
  for (size_t begin = 0; begin < count; begin += kRun) {
    RETURN_IF_ERROR(stop.Check());
    const auto first = items.begin() + static_cast<Offset>(begin);
    std::stable_sort(first, first + static_cast<Offset>(std::min(kRun, count - begin)), before);
  }
  std::vector<Item> merged(count > kRun ? count : 0);
  for (size_t run = kRun; run < count; run *= 2) {
    for (size_t begin = 0; begin < count; begin += 2 * run) {
      const size_t middle = std::min(begin + run, count);
      const size_t end = std::min(begin + 2 * run, count);
      size_t left = begin;
      size_t right = middle;
      for (size_t out = begin; out < end; ++out) {
        if (out % kRun == 0) RETURN_IF_ERROR(stop.Check());
        const bool from_left =
            right == end || (left < middle && !before(items[right], items[left]));
        merged[out] = std::move(items[from_left ? left++ : right++]);
      }
    }
    items.swap(merged);
  }
  return absl::OkStatus();
}

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_BASE_STABLE_SORT_H_

#include "client/job_files/closest_name.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace palimpsest {
namespace {

// Levenshtein distance.
size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row[b.size()];
}

// "learningRate", "Learning-Rate" and "learning_rate" are the same name to a person.
std::string Simplified(absl::string_view name) {
  std::string simple;
  for (const char c : name) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      simple += absl::ascii_tolower(static_cast<unsigned char>(c));
    }
  }
  return simple;
}

}  // namespace

std::string SuggestName(absl::string_view name, const std::vector<std::string>& known) {
  if (known.empty()) return "none is known";
  const std::string simple = Simplified(name);
  const std::string* best = nullptr;
  size_t best_distance = 0;
  for (const std::string& candidate : known) {
    const std::string other = Simplified(candidate);
    const size_t distance = EditDistance(simple, other);
    const size_t allowed = std::max(simple.size(), other.size()) / 3;
    if (distance <= allowed && (best == nullptr || distance < best_distance)) {
      best = &candidate;
      best_distance = distance;
    }
  }
  if (best != nullptr) return absl::StrCat("did you mean ", *best, "?");
  return absl::StrCat("known: ", absl::StrJoin(known, ", "));
}

}  // namespace palimpsest

#include "server/engine/shuffler.h"

#include <cstddef>
#include <numeric>
#include <utility>

namespace palimpsest {

Shuffler::Shuffler(int64_t size) : order_(static_cast<size_t>(size)) {
  std::iota(order_.begin(), order_.end(), 0);
}

Shuffler::Shuffler(std::vector<int64_t> order, int64_t taken)
    : order_(std::move(order)), taken_(static_cast<size_t>(taken)) {}

std::vector<int64_t> Shuffler::Next(int64_t count, Random& random) {
  if (taken_ == 0 || taken_ + static_cast<size_t>(count) > order_.size()) {
    Shuffle(order_.begin(), order_.end(), random);
    taken_ = 0;
  }
  const auto begin = order_.begin() + static_cast<ptrdiff_t>(taken_);
  taken_ += static_cast<size_t>(count);
  return std::vector<int64_t>(begin, begin + count);
}

}  // namespace palimpsest

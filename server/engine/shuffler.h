#ifndef PALIMPSEST_SERVER_ENGINE_SHUFFLER_H_
#define PALIMPSEST_SERVER_ENGINE_SHUFFLER_H_

#include <cstdint>
#include <vector>

#include "common/base/random.h"

namespace palimpsest {

// The training pictures in a new order each epoch. Not thread-safe.
class Shuffler {
 public:
  // Before the first epoch of `size` pictures.
  explicit Shuffler(int64_t size);
  // In the middle of an epoch: `taken` pictures of `order` are done. `taken` is at most as long.
  Shuffler(std::vector<int64_t> order, int64_t taken);

  // The next `count` pictures, at most as many as there are; the rest of an epoch that fills no
  // batch is left out.
  std::vector<int64_t> Next(int64_t count, Random& random);

  const std::vector<int64_t>& order() const { return order_; }
  int64_t taken() const { return static_cast<int64_t>(taken_); }

 private:
  std::vector<int64_t> order_;
  size_t taken_ = 0;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_SHUFFLER_H_

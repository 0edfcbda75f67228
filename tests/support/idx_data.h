#ifndef PALIMPSEST_TESTS_SUPPORT_IDX_DATA_H_
#define PALIMPSEST_TESTS_SUPPORT_IDX_DATA_H_

#include <string>

namespace palimpsest {

// Writes a small data set in MNIST's format into `folder`: noisy 28 x 28 pictures of ten classes,
// told apart by where a bright square lies; the same bytes every time.
void WriteIdxData(const std::string& folder, int train_count, int test_count);

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_SUPPORT_IDX_DATA_H_

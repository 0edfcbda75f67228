#include "tests/support/idx_data.h"

#include <cstddef>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "common/base/files.h"
#include "common/base/random.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

constexpr int kSide = 28;
constexpr int kSquare = 5;
constexpr int kClasses = 10;

void AppendBigEndian(uint32_t value, std::string& bytes) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift));
}

void AppendPicture(int label, Random& random, std::string& pixels) {
  // Two rows of five squares.
  const int left = 1 + label % 5 * kSquare;
  const int top = label < 5 ? 5 : 17;
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const bool bright = x >= left && x < left + kSquare && y >= top && y < top + kSquare;
      pixels.push_back(static_cast<char>((bright ? 150 : 0) + random.Below(100)));
    }
  }
}

void WriteHalf(const std::string& prefix, int count, uint64_t seed) {
  std::string images, labels;
  AppendBigEndian(0x00000803, images);
  for (const int extent : {count, kSide, kSide}) {
    AppendBigEndian(static_cast<uint32_t>(extent), images);
  }
  AppendBigEndian(0x00000801, labels);
  AppendBigEndian(static_cast<uint32_t>(count), labels);
  Random random(seed);
  for (int i = 0; i < count; ++i) {
    const int label = i % kClasses;
    AppendPicture(label, random, images);
    labels.push_back(static_cast<char>(label));
  }
  EXPECT_TRUE(WriteFileAtomically(absl::StrCat(prefix, "-images-idx3-ubyte"), images).ok());
  EXPECT_TRUE(WriteFileAtomically(absl::StrCat(prefix, "-labels-idx1-ubyte"), labels).ok());
}

}  // namespace

void WriteIdxData(const std::string& folder, int train_count, int test_count) {
  EXPECT_TRUE(CreateDirectories(folder).ok());
  WriteHalf(absl::StrCat(folder, "/train"), train_count, /*seed=*/1);
  WriteHalf(absl::StrCat(folder, "/t10k"), test_count, /*seed=*/2);
}

}  // namespace palimpsest

#include "common/base/sha256.h"

#include <string>

#include "common/base/files.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

// FIPS 180-4 examples.
constexpr const char* kOfNothing =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr const char* kOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr const char* kOfAMillionA =
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(Sha256Test, KnownValues) {
  EXPECT_EQ(Sha256Hex(""), kOfNothing);
  EXPECT_EQ(Sha256Hex("abc"), kOfAbc);
  EXPECT_EQ(Sha256Hex(std::string(1'000'000, 'a')), kOfAMillionA);
}

TEST(Sha256Test, PiecesAddUpToTheWhole) {
  Sha256 hash;
  hash.Update("a");
  hash.Update("");
  hash.Update("bc");
  EXPECT_EQ(hash.HexDigest(), kOfAbc);
}

TEST(Sha256Test, OfAFileIsThatOfItsContent) {
  const std::string path = testing::TempDir() + "/sha256_test_file";
  ASSERT_TRUE(WriteFileAtomically(path, std::string(1'000'000, 'a')).ok());
  const absl::StatusOr<std::string> digest = Sha256HexOfFile(path);
  ASSERT_TRUE(digest.ok()) << digest.status();
  EXPECT_EQ(*digest, kOfAMillionA);
  ASSERT_TRUE(RemoveAll(path).ok());
}

TEST(Sha256Test, OfAFileThatIsNotThereIsNotFound) {
  EXPECT_EQ(Sha256HexOfFile("/no/such/file").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace palimpsest

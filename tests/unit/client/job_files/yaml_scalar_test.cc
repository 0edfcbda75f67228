#include "client/job_files/yaml_scalar.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "palimpsest/v1/artifacts.pb.h"
#include "palimpsest/v1/jobs.pb.h"
#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {
namespace {

const ValueSource kFile{"x.yaml", /*has_lines=*/true};

template <typename Message>
absl::Status Read(const std::string& yaml, const std::string& field, Message& message) {
  return ReadScalar(YAML::Load(yaml), kFile, field, *Message::descriptor()->FindFieldByName(field),
                    message);
}

TEST(YamlScalarTest, EveryNumberTypeKeepsItsRange) {
  v1::ArtifactChunk chunk;
  EXPECT_TRUE(Read("4294967295", "crc32", chunk).ok());
  EXPECT_EQ(chunk.crc32(), 4294967295u);
  EXPECT_FALSE(Read("4294967296", "crc32", chunk).ok());
  EXPECT_TRUE(Read("-9223372036854775808", "offset", chunk).ok());
  EXPECT_EQ(chunk.offset(), INT64_MIN);
  EXPECT_FALSE(Read("9223372036854775808", "offset", chunk).ok());
  v1::Progress progress;
  EXPECT_TRUE(Read("1e-300", "fraction", progress).ok());
  EXPECT_EQ(progress.fraction(), 1e-300);
  EXPECT_EQ(
      Read("1e999", "fraction", progress),
      absl::InvalidArgumentError("x.yaml:1: fraction: expected a finite number, got \"1e999\""));
}

TEST(YamlScalarTest, ANumberThatIsTooSmallIsNotTakenForZero) {
  v1::Progress progress;
  for (const char* text : {"1e-400", "-1e-999", "0.001e-400"}) {
    EXPECT_EQ(Read(text, "fraction", progress),
              absl::InvalidArgumentError(
                  absl::StrCat("x.yaml:1: fraction: expected 0 or a number of at least "
                               "2.22507e-308, got \"",
                               text, "\"")));
  }
  for (const char* text : {"0", "0.0", "0e9", "00.0E-999"}) {
    EXPECT_TRUE(Read(text, "fraction", progress).ok()) << text;
  }
}

TEST(YamlScalarTest, NumbersInQuotesAreNumbersAsInProto3Json) {
  v1::JobSpec spec;
  EXPECT_TRUE(Read("\"7\"", "seed", spec).ok());
  EXPECT_EQ(spec.seed(), 7u);
}

TEST(YamlScalarTest, RepeatedFieldsGrow) {
  v1::Portions portions;
  EXPECT_TRUE(Read("0.5", "values", portions).ok());
  EXPECT_TRUE(Read("1", "values", portions).ok());
  EXPECT_EQ(portions.values_size(), 2);
}

TEST(YamlScalarTest, AMessageIsNoScalar) {
  v1::JobSpec spec;
  EXPECT_EQ(Read("1", "memory", spec).code(), absl::StatusCode::kInternal);
}

TEST(YamlScalarTest, ValuesAreDescribedInWords) {
  EXPECT_EQ(DescribeValue(YAML::Load("many")), "\"many\"");
  EXPECT_EQ(DescribeValue(YAML::Load("[1]")), "a list");
  EXPECT_EQ(DescribeValue(YAML::Load("{a: 1}")), "a mapping");
  EXPECT_EQ(DescribeValue(YAML::Load("~")), "nothing");
}

}  // namespace
}  // namespace palimpsest

#include "common/tensors/safetensors.h"

#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using testing::HasSubstr;

Safetensors Sample() {
  Safetensors content;
  content.tensors.push_back({"conv1.weight", {2, 3}, {1, -2, 3.5f, 0, -0.0f, 1e-40f}});
  content.tensors.push_back({"empty", {0, 4}, {}});
  content.tensors.push_back({"scalar", {}, {std::numeric_limits<float>::infinity()}});
  content.tensors.push_back({"a \"quoted\" n\u00e4me", {1}, {7}});
  content.metadata = {{"format", "pt"}, {"note", "two\nlines"}};
  return content;
}

std::string Serialize(const Safetensors& content) {
  const absl::StatusOr<std::string> bytes = SerializeSafetensors(content);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return bytes.value_or("");
}

// A file with any header.
std::string File(const std::string& header, const std::string& data) {
  const uint64_t size = header.size();
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<char>(size >> (8 * i)));
  return bytes + header + data;
}

void ExpectDataLoss(const std::string& bytes, const char* what) {
  const absl::Status status = ParseSafetensors(bytes).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(what));
}

TEST(SafetensorsTest, WhatIsSerializedIsParsedBitForBit) {
  const Safetensors content = Sample();
  const absl::StatusOr<Safetensors> parsed = ParseSafetensors(Serialize(content));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->metadata, content.metadata);
  ASSERT_EQ(parsed->tensors.size(), content.tensors.size());
  for (size_t i = 0; i < content.tensors.size(); ++i) {
    const NamedTensor& expected = content.tensors[i];
    const NamedTensor& tensor = parsed->tensors[i];
    EXPECT_EQ(tensor.name, expected.name);
    EXPECT_EQ(tensor.shape, expected.shape);
    ASSERT_EQ(tensor.values.size(), expected.values.size());
    for (size_t k = 0; k < expected.values.size(); ++k) {
      EXPECT_EQ(std::memcmp(&tensor.values[k], &expected.values[k], sizeof(float)), 0);
    }
  }
}

TEST(SafetensorsTest, AFileWithoutTensorsIsAFile) {
  const absl::StatusOr<Safetensors> parsed = ParseSafetensors(Serialize(Safetensors()));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_TRUE(parsed->tensors.empty());
}

TEST(SafetensorsTest, FindsATensorByItsName) {
  const Safetensors content = Sample();
  ASSERT_NE(content.Find("scalar"), nullptr);
  EXPECT_EQ(content.Find("scalar")->name, "scalar");
  EXPECT_EQ(content.Find("scal"), nullptr);
}

TEST(SafetensorsTest, TheDataStartsAlignedAndFollowsTheFormat) {
  Safetensors content;
  content.tensors.push_back({"w", {1}, {1}});
  const std::string header = R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
  const std::string bytes = Serialize(content);
  const std::string padding((8 - header.size() % 8) % 8, ' ');
  EXPECT_EQ(bytes, File(header + padding, std::string("\0\0\x80\x3f", 4)));
}

// The bytes of a file may lie anywhere in memory, and their header need not be padded.
TEST(SafetensorsTest, UnalignedDataIsRead) {
  const std::string header = R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
  const std::string file = File(header, std::string("\0\0\x80\x3f", 4));
  for (size_t shift = 0; shift < 8; ++shift) {
    const std::string shifted = std::string(shift, '?') + file;
    const absl::StatusOr<Safetensors> parsed =
        ParseSafetensors(absl::string_view(shifted).substr(shift));
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(parsed->tensors[0].values[0], 1);
  }
}

TEST(SafetensorsTest, TensorsMayLieInAnotherOrderThanTheHeaders) {
  const std::string header = R"({"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},)"
                             R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
  const absl::StatusOr<Safetensors> parsed =
      ParseSafetensors(File(header, std::string("\0\0\x80\x3f\0\0\0\x40", 8)));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->Find("a")->values[0], 1);
  EXPECT_EQ(parsed->Find("b")->values[0], 2);
}

TEST(SafetensorsTest, AnotherDtypeIsUnimplementedAndNamed) {
  const absl::Status status =
      ParseSafetensors(File(R"({"w":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}})", "xx"))
          .status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(std::string(status.message()), HasSubstr("tensor w has dtype BF16"));
}

TEST(SafetensorsTest, EveryTruncationIsDataLoss) {
  const std::string bytes = Serialize(Sample());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(ParseSafetensors(bytes.substr(0, size)).status().code(), absl::StatusCode::kDataLoss)
        << size;
  }
}

TEST(SafetensorsTest, AHeaderLongerThanTheFileIsDataLoss) {
  ExpectDataLoss(std::string(8, '\xff'), "header of 18446744073709551615 bytes");
  ExpectDataLoss(File("{}", "").replace(0, 1, "\x03"), "header of 3 bytes");
}

TEST(SafetensorsTest, AHeaderThatIsNotAJsonObjectIsDataLoss) {
  for (const char* header : {"", "{", "[]", "7", "null", R"({"w")", "\xff{}"}) {
    ExpectDataLoss(File(header, ""), "not a JSON object");
  }
}

TEST(SafetensorsTest, AnEntryThatLacksSomethingIsDataLoss) {
  for (const char* entry : {"7", "{}", R"({"dtype":"F32","shape":[1]})",
                            R"({"dtype":7,"shape":[1],"data_offsets":[0,4]})",
                            R"({"dtype":"F32","shape":1,"data_offsets":[0,4]})",
                            R"({"dtype":"F32","shape":[1],"data_offsets":[0]})",
                            R"({"dtype":"F32","shape":[1],"data_offsets":4})"}) {
    ExpectDataLoss(File(std::string("{\"w\":") + entry + "}", "data"), "tensor w lacks");
  }
}

std::string Entry(const std::string& shape, const std::string& offsets) {
  return R"("w":{"dtype":"F32","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

TEST(SafetensorsTest, SizesAndOffsetsThatAreNotUnsignedIntegersAreDataLoss) {
  for (const char* bad : {"-1", "1.0", "\"1\"", "null", "1e3", "18446744073709551616"}) {
    ExpectDataLoss(File("{" + Entry(std::string("[") + bad + "]", "[0,4]") + "}", "data"),
                   "not an unsigned integer");
    ExpectDataLoss(File("{" + Entry("[1]", std::string("[0,") + bad + "]") + "}", "data"),
                   "not an unsigned integer");
  }
}

TEST(SafetensorsTest, HugeSizesAndOffsetsAreDataLoss) {
  ExpectDataLoss(File("{" + Entry("[18446744073709551615]", "[0,4]") + "}", "data"), "too large");
  ExpectDataLoss(File("{" + Entry("[4294967296,4294967296]", "[0,4]") + "}", "data"),
                 "does not fit");
  ExpectDataLoss(File("{" + Entry("[1]", "[0,18446744073709551615]") + "}", "data"), "of 4 bytes");
  ExpectDataLoss(File("{" + Entry("[1]", "[4,0]") + "}", "data"), "lies at 4 to 0");
}

TEST(SafetensorsTest, AShapeThatDoesNotFitItsBytesIsDataLoss) {
  ExpectDataLoss(File("{" + Entry("[2]", "[0,4]") + "}", "data"), "w");
  ExpectDataLoss(File("{" + Entry("[0]", "[0,4]") + "}", "data"), "4 bytes for 0 values");
  ExpectDataLoss(File("{" + Entry("[1]", "[0,3]") + "}", "dat"), "w");
}

TEST(SafetensorsTest, TensorsThatOverlapOrLeaveGapsAreDataLoss) {
  const std::string first = R"("v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)";
  ExpectDataLoss(File("{" + first + Entry("[1]", "[0,4]") + "}", "data"), "gap or overlap");
  ExpectDataLoss(File("{" + first + Entry("[1]", "[2,6]") + "}", "datada"), "gap or overlap");
  ExpectDataLoss(File("{" + first + Entry("[1]", "[8,12]") + "}", "datadatadata"),
                 "gap or overlap");
  ExpectDataLoss(File("{" + Entry("[1]", "[0,4]") + "}", "datamore"), "4 bytes belong to no");
}

TEST(SafetensorsTest, ARepeatedNameIsDataLoss) {
  ExpectDataLoss(File("{" + Entry("[1]", "[0,4]") + "," + Entry("[1]", "[4,8]") + "}", "datadata"),
                 "the name w repeats");
}

TEST(SafetensorsTest, MetadataThatIsNotTextIsDataLoss) {
  ExpectDataLoss(File(R"({"__metadata__":{"a":1}})", ""), "metadata a");
  ExpectDataLoss(File(R"({"__metadata__":[]})", ""), "__metadata__");
}

void ExpectInvalid(const Safetensors& content, const char* what) {
  const absl::Status status = SerializeSafetensors(content).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr(what));
}

TEST(SafetensorsTest, SerializingShapesThatDoNotFitIsInvalid) {
  Safetensors content;
  content.tensors = {{"w", {2, 2}, {1, 2, 3}}};
  ExpectInvalid(content, "[2, 2] of w");
  content.tensors = {{"w", {2}, {1, 2, 3}}};
  ExpectInvalid(content, "[2] of w");
  content.tensors = {{"w", {-1}, {1}}};
  ExpectInvalid(content, "[-1] of w");
  content.tensors = {{"w", {}, {}}};
  ExpectInvalid(content, "[] of w");
  content.tensors = {{"w", {int64_t{1} << 62, int64_t{1} << 62}, {1}}};
  ExpectInvalid(content, "of w");
}

TEST(SafetensorsTest, SerializingRepeatedReservedOrUnprintableNamesIsInvalid) {
  Safetensors content;
  content.tensors = {{"w", {1}, {1}}, {"w", {1}, {1}}};
  ExpectInvalid(content, "w repeats");
  content.tensors = {{"__metadata__", {1}, {1}}};
  ExpectInvalid(content, "__metadata__");
  content.metadata = {{"a", "b"}};
  ExpectInvalid(content, "__metadata__");
  content.tensors = {{"\xff", {1}, {1}}};
  ExpectInvalid(content, "UTF-8");
}

}  // namespace
}  // namespace palimpsest

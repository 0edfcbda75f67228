#include "server/engine/run_state.h"

#include <google/protobuf/util/message_differencer.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/files.h"
#include "common/base/random.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

// Fills every field of a message, and of those in it, with random values; no field can be
// forgotten.
void FillRandomly(Random& random, Message& message) {
  const auto& descriptor = *message.GetDescriptor();
  const Reflection& reflection = *message.GetReflection();
  for (int f = 0; f < descriptor.field_count(); ++f) {
    const FieldDescriptor* const field = descriptor.field(f);
    for (int n = field->is_repeated() ? 3 : 1; n > 0; --n) {
      const uint64_t bits = random();
      double number;
      std::memcpy(&number, &bits, sizeof(number));
      const float small = static_cast<float>(static_cast<int64_t>(bits)) * 1e-30f;
      const auto set = [&](auto value, auto setter, auto adder) {
        if (field->is_repeated()) {
          (reflection.*adder)(&message, field, value);
        } else {
          (reflection.*setter)(&message, field, value);
        }
      };
      switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_INT32:
          set(static_cast<int32_t>(bits), &Reflection::SetInt32, &Reflection::AddInt32);
          break;
        case FieldDescriptor::CPPTYPE_INT64:
          set(static_cast<int64_t>(bits), &Reflection::SetInt64, &Reflection::AddInt64);
          break;
        case FieldDescriptor::CPPTYPE_UINT64:
          set(bits, &Reflection::SetUInt64, &Reflection::AddUInt64);
          break;
        case FieldDescriptor::CPPTYPE_DOUBLE:
          set(std::isnan(number) ? 0.1 : number, &Reflection::SetDouble, &Reflection::AddDouble);
          break;
        case FieldDescriptor::CPPTYPE_FLOAT:
          set(small, &Reflection::SetFloat, &Reflection::AddFloat);
          break;
        case FieldDescriptor::CPPTYPE_BOOL:
          set(true, &Reflection::SetBool, &Reflection::AddBool);
          break;
        case FieldDescriptor::CPPTYPE_ENUM:
          set(1, &Reflection::SetEnumValue, &Reflection::AddEnumValue);
          break;
        case FieldDescriptor::CPPTYPE_STRING:
          set(absl::StrCat("text ", bits), &Reflection::SetString, &Reflection::AddString);
          break;
        default:
          FillRandomly(random, field->is_repeated() ? *reflection.AddMessage(&message, field)
                                                    : *reflection.MutableMessage(&message, field));
      }
    }
  }
}

RunState RandomState(uint64_t seed) {
  Random random(seed);
  RunState state;
  FillRandomly(random, state.record);
  for (auto* list : {&state.network, &state.float_network, &state.optimizer}) {
    for (const int64_t rows : {1, 3}) {
      NamedTensor tensor = {absl::StrCat("layer", rows, ".weight"), {rows, 5}, {}};
      for (int64_t i = 0; i < rows * 5; ++i) {
        tensor.values.push_back(static_cast<float>(random.Uniform() - 0.5));
      }
      list->push_back(std::move(tensor));
    }
  }
  state.network[0].values = {0.0f, -0.0f, std::numeric_limits<float>::denorm_min(),
                             std::numeric_limits<float>::infinity(), std::nanf("")};
  return state;
}

void ExpectSame(const std::vector<NamedTensor>& a, const std::vector<NamedTensor>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].name, b[i].name);
    EXPECT_EQ(a[i].shape, b[i].shape);
    ASSERT_EQ(a[i].values.size(), b[i].values.size());
    EXPECT_EQ(std::memcmp(a[i].values.data(), b[i].values.data(), a[i].values.size() * 4), 0);
  }
}

TEST(RunStateTest, EveryFieldSurvivesTheFileBitForBit) {
  const TemporaryDirectory folder;
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    const RunState state = RandomState(seed);
    const std::string path = folder.path() + "/state.plmrun";
    ASSERT_TRUE(WriteRunState(state, path).ok());
    const auto read = ReadRunState(path);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(read->record, state.record));
    EXPECT_EQ(read->record.SerializeAsString(), state.record.SerializeAsString());
    ExpectSame(read->network, state.network);
    ExpectSame(read->float_network, state.float_network);
    ExpectSame(read->optimizer, state.optimizer);
    EXPECT_EQ(*SerializeRunState(*read), *SerializeRunState(state));
  }
}

TEST(RunStateTest, AnEmptyStateSurvivesToo) {
  const auto read = ParseRunState(*SerializeRunState(RunState()));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(read->network.empty());
  EXPECT_FALSE(read->record.has_training());
}

TEST(RunStateTest, ATruncatedOrCorruptFileIsNoticedWhereverItIs) {
  const TemporaryDirectory folder;
  const std::string good = *SerializeRunState(RandomState(1));
  Random random(1);
  for (int i = 0; i < 200; ++i) {
    std::string bad = good;
    bad[random.Below(bad.size())] ^= static_cast<char>(1 + random.Below(255));
    EXPECT_TRUE(absl::IsDataLoss(ParseRunState(bad).status())) << i;
    EXPECT_TRUE(
        absl::IsDataLoss(ParseRunState(good.substr(0, random.Below(good.size()))).status()));
  }
  EXPECT_TRUE(absl::IsDataLoss(ParseRunState(good + "x").status()));
  EXPECT_TRUE(absl::IsDataLoss(ParseRunState("").status()));
  const std::string path = folder.path() + "/state.plmrun";
  ASSERT_TRUE(WriteFileAtomically(path, good.substr(1)).ok());
  const absl::Status status = ReadRunState(path).status();
  EXPECT_NE(status.message().find(path), absl::string_view::npos) << status;
}

}  // namespace
}  // namespace palimpsest

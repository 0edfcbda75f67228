#include "client/job_files/yaml_scalar.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/display/printable.h"
#include "client/job_files/closest_name.h"

namespace palimpsest {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// "0", "-0.0", "0e5", but not "1e-400", which no real of the machine can hold.
bool IsWrittenAsZero(absl::string_view number) {
  const absl::string_view digits = number.substr(0, number.find_first_of("eE"));
  return digits.find_first_of("123456789") == absl::string_view::npos;
}

// One value on its way into one field.
class ScalarReader {
 public:
  ScalarReader(const YAML::Node& value, const ValueSource& source, absl::string_view path,
               const FieldDescriptor& field, Message& message)
      : value_(value), source_(source), path_(path), field_(field), message_(message) {}

  absl::Status Read() {
    switch (field_.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return ReadInteger(&Reflection::SetInt32, &Reflection::AddInt32);
      case FieldDescriptor::CPPTYPE_INT64:
        return ReadInteger(&Reflection::SetInt64, &Reflection::AddInt64);
      case FieldDescriptor::CPPTYPE_UINT32:
        return ReadInteger(&Reflection::SetUInt32, &Reflection::AddUInt32);
      case FieldDescriptor::CPPTYPE_UINT64:
        return ReadInteger(&Reflection::SetUInt64, &Reflection::AddUInt64);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return ReadReal(&Reflection::SetDouble, &Reflection::AddDouble);
      case FieldDescriptor::CPPTYPE_FLOAT:
        return ReadReal(&Reflection::SetFloat, &Reflection::AddFloat);
      case FieldDescriptor::CPPTYPE_BOOL:
        return ReadBool();
      case FieldDescriptor::CPPTYPE_STRING:
        if (!value_.IsScalar()) return Expected("text");
        return Store(&Reflection::SetString, &Reflection::AddString, value_.Scalar());
      case FieldDescriptor::CPPTYPE_ENUM:
        return ReadEnum();
      case FieldDescriptor::CPPTYPE_MESSAGE:
        break;
    }
    return absl::InternalError(absl::StrCat(path_, " is no scalar"));
  }

 private:
  absl::Status Expected(absl::string_view what) const {
    return source_.Error(value_.Mark(), path_,
                         absl::StrCat("expected ", what, ", got ", DescribeValue(value_)));
  }

  template <typename Set, typename Add, typename Value>
  absl::Status Store(Set set, Add add, Value value) {
    const Reflection& reflection = *message_.GetReflection();
    if (field_.is_repeated()) {
      (reflection.*add)(&message_, &field_, std::move(value));
    } else {
      (reflection.*set)(&message_, &field_, std::move(value));
    }
    return absl::OkStatus();
  }

  template <typename Integer>
  absl::Status ReadInteger(void (Reflection::*set)(Message*, const FieldDescriptor*, Integer) const,
                           void (Reflection::*add)(Message*, const FieldDescriptor*, Integer)
                               const) {
    using Limits = std::numeric_limits<Integer>;
    Integer number;
    if (value_.IsScalar() && absl::SimpleAtoi(value_.Scalar(), &number)) {
      return Store(set, add, number);
    }
    double real;
    const bool is_whole = value_.IsScalar() && absl::SimpleAtod(value_.Scalar(), &real) &&
                          std::isfinite(real) && real == std::floor(real);
    if (!is_whole) return Expected("a whole number");
    return Expected(absl::StrCat("a whole number from ", Limits::min(), " to ", Limits::max()));
  }

  template <typename Real>
  absl::Status ReadReal(void (Reflection::*set)(Message*, const FieldDescriptor*, Real) const,
                        void (Reflection::*add)(Message*, const FieldDescriptor*, Real) const) {
    double number;
    if (!value_.IsScalar() || !absl::SimpleAtod(value_.Scalar(), &number)) {
      return Expected("a number");
    }
    const auto stored = static_cast<Real>(number);
    if (!std::isfinite(stored)) return Expected("a finite number");
    if (stored == 0 && !IsWrittenAsZero(value_.Scalar())) {
      return Expected(absl::StrCat("0 or a number of at least ", std::numeric_limits<Real>::min()));
    }
    return Store(set, add, stored);
  }

  absl::Status ReadBool() {
    const std::string text = value_.IsScalar() ? absl::AsciiStrToLower(value_.Scalar()) : "";
    if (text != "true" && text != "false") return Expected("true or false");
    return Store(&Reflection::SetBool, &Reflection::AddBool, text == "true");
  }

  absl::Status ReadEnum() {
    std::vector<std::string> known;
    for (int i = 0; i < field_.enum_type()->value_count(); ++i) {
      const EnumValueDescriptor* candidate = field_.enum_type()->value(i);
      if (value_.IsScalar() && absl::AsciiStrToUpper(value_.Scalar()) == candidate->name()) {
        return Store(&Reflection::SetEnumValue, &Reflection::AddEnumValue, candidate->number());
      }
      if (candidate->number() != 0) known.push_back(absl::AsciiStrToLower(candidate->name()));
    }
    if (!value_.IsScalar()) return Expected("a name");
    return source_.Error(value_.Mark(), path_,
                         absl::StrCat("unknown value ", DescribeValue(value_), "; ",
                                      SuggestName(value_.Scalar(), known)));
  }

  const YAML::Node& value_;
  const ValueSource& source_;
  const absl::string_view path_;
  const FieldDescriptor& field_;
  Message& message_;
};

}  // namespace

std::string DescribeValue(const YAML::Node& value) {
  if (value.IsSequence()) return "a list";
  if (value.IsMap()) return "a mapping";
  if (value.IsScalar()) return Quoted(value.Scalar());
  return "nothing";
}

absl::Status ReadScalar(const YAML::Node& value, const ValueSource& source, absl::string_view path,
                        const FieldDescriptor& field, Message& message) {
  return ScalarReader(value, source, path, field, message).Read();
}

}  // namespace palimpsest

#include "client/job_files/set_option.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/display/printable.h"
#include "client/job_files/yaml_message.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// `value` as the YAML that `field` needs. Text stays text, whatever YAML would make of it.
YAML::Node ToYaml(const std::string& value, const FieldDescriptor& field) {
  const bool is_structured =
      field.is_repeated() || field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  return is_structured ? YAML::Load(value) : YAML::Node(value);
}

// Sets the field `rest` of `message`, which itself lies at `prefix`.
absl::Status SetIn(const ValueSource& source, absl::string_view prefix, absl::string_view rest,
                   const std::string& value, Message& message) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(rest, absl::MaxSplits('.', 1));
  const bool is_last = parts.first.size() == rest.size();
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(std::string(parts.first));
  if (field == nullptr) {
    return UnknownField(source, YAML::Mark::null_mark(), prefix, parts.first,
                        *message.GetDescriptor());
  }
  const std::string path =
      prefix.empty() ? std::string(parts.first) : absl::StrCat(prefix, ".", parts.first);
  if (is_last) return ReadField(ToYaml(value, *field), source, path, *field, message);
  if (field->is_map()) {
    const FieldDescriptor& value_field = *field->message_type()->map_value();
    return ReadMapEntry(std::string(parts.second), ToYaml(value, value_field), source,
                        absl::StrCat(path, ".", parts.second), *field, message);
  }
  if (field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return source.Error(YAML::Mark::null_mark(), path,
                        absl::StrCat("has no field ", Quoted(parts.second)));
  }
  return SetIn(source, path, parts.second, value,
               *message.GetReflection()->MutableMessage(&message, field));
}

}  // namespace

absl::Status SetField(const std::string& flag, absl::string_view path, const std::string& value,
                      v1::JobSpec& spec) {
  const ValueSource source{flag, /*has_lines=*/false};
  try {  // yaml-cpp reports by exceptions
    return SetIn(source, "", path, value, spec);
  } catch (const YAML::Exception& e) {
    return source.Error(e.mark, path, absl::StrCat(Quoted(value), " is not valid YAML: ", e.msg));
  }
}

absl::Status ApplySetOption(absl::string_view assignment, v1::JobSpec& spec) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(assignment, absl::MaxSplits('=', 1));
  if (parts.first.size() == assignment.size()) {
    return absl::InvalidArgumentError(absl::StrCat("--set: expected FIELD=VALUE, got ",
                                                   Quoted(assignment),
                                                   "; e.g. --set scaling.strategy=overlap"));
  }
  return SetField("--set", parts.first, std::string(parts.second), spec);
}

}  // namespace palimpsest

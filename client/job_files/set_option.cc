#include "client/job_files/set_option.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "client/display/printable.h"
#include "client/job_files/yaml_message.h"
#include "client/job_files/yaml_text.h"
#include "common/base/status_macros.h"
#include "common/job/field_path.h"

namespace palimpsest {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// "layers[features.0].memory.bits" is layers, features.0, memory, bits. INVALID_ARGUMENT for
// brackets that do not fit.
absl::StatusOr<std::vector<std::string>> SplitPath(absl::string_view path,
                                                   const ValueSource& source) {
  std::vector<std::string> names;
  absl::string_view rest = path;
  bool more = true;
  while (more) {
    const bool in_brackets = absl::ConsumePrefix(&rest, "[");
    const size_t end =
        in_brackets ? rest.find(']') : std::min(rest.find_first_of(".["), rest.size());
    if (end == absl::string_view::npos) {
      return source.Error(YAML::Mark::null_mark(), Printable(path), "a [ that is never closed");
    }
    names.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + (in_brackets ? 1 : 0));
    more = !rest.empty();
    if (more && !absl::ConsumePrefix(&rest, ".") && rest[0] != '[') {
      return source.Error(YAML::Mark::null_mark(), Printable(path), "expected . or [ after ]");
    }
  }
  return names;
}

// One assignment on its way into a spec.
class Setter {
 public:
  Setter(const ValueSource& source, absl::Span<const std::string> names, const std::string& value)
      : source_(source), names_(names), value_(value) {}

  // Sets the field that the names from `depth` on lead to; `message` itself lies at `path`.
  absl::Status Set(size_t depth, absl::string_view path, Message& message) const {
    const std::string& name = names_[depth];
    const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr) {
      return UnknownField(source_, YAML::Mark::null_mark(), path, name, *message.GetDescriptor());
    }
    const std::string field_path = FieldPath(path, name);
    const bool is_last = depth + 1 == names_.size();
    if (!field->is_map() || is_last) return SetField(depth, field_path, *field, message);
    Message& entry = MapEntry(names_[depth + 1], *field, message);
    return SetField(depth + 1, MapEntryPath(field_path, names_[depth + 1]),
                    *field->message_type()->map_value(), entry);
  }

 private:
  absl::Status SetField(size_t depth, const std::string& path, const FieldDescriptor& field,
                        Message& message) const {
    const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (depth + 1 == names_.size()) {
      // Text stays text, whatever YAML would make of it.
      if (!field.is_repeated() && !is_message) {
        return ReadField(YAML::Node(value_), source_, path, field, message);
      }
      ASSIGN_OR_RETURN(const YAML::Node node,
                       ParseYaml(value_, {absl::StrCat(source_.name, ": ", path), false}));
      if (!node.IsNull()) return ReadField(node, source_, path, field, message);
      return source_.Error(node.Mark(), path, "has no value; write one or leave it out");
    }
    if (field.is_repeated() || !is_message) {
      return source_.Error(YAML::Mark::null_mark(), path,
                           absl::StrCat("has no field ", Quoted(names_[depth + 1])));
    }
    return Set(depth + 1, path, *message.GetReflection()->MutableMessage(&message, &field));
  }

  const ValueSource& source_;
  const absl::Span<const std::string> names_;
  const std::string& value_;
};

}  // namespace

absl::Status SetField(const std::string& flag, absl::string_view path, const std::string& value,
                      v1::JobSpec& spec) {
  const ValueSource source{flag, /*has_lines=*/false};
  RETURN_IF_ERROR(CheckText(path, source));
  RETURN_IF_ERROR(CheckText(value, {absl::StrCat(flag, ": ", path), /*has_lines=*/false}));
  ASSIGN_OR_RETURN(const std::vector<std::string> names, SplitPath(path, source));
  return Setter(source, names, value).Set(/*depth=*/0, "", spec);
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

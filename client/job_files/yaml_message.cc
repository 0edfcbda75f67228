#include "client/job_files/yaml_message.h"

#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/display/printable.h"
#include "client/job_files/closest_name.h"
#include "client/job_files/yaml_scalar.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::string Join(absl::string_view path, absl::string_view name) {
  return path.empty() ? std::string(name) : absl::StrCat(path, ".", name);
}

// The keys of mappings that were read, to refuse a second one.
class KeysSeen {
 public:
  explicit KeysSeen(const ValueSource& source) : source_(source) {}

  absl::Status Add(const YAML::Node& key, absl::string_view path) {
    const auto [first, is_new] = lines_.emplace(key.Scalar(), key.Mark().line + 1);
    if (is_new) return absl::OkStatus();
    return source_.Error(key.Mark(), path,
                         absl::StrCat("given twice (first in line ", first->second, ")"));
  }

 private:
  const ValueSource& source_;
  std::map<std::string, int> lines_;
};

absl::Status CheckKey(const YAML::Node& key, const ValueSource& source, absl::string_view path) {
  if (key.IsScalar()) return absl::OkStatus();
  return source.Error(key.Mark(), path,
                      absl::StrCat("expected a field name, got ", DescribeValue(key)));
}

// A value that was forgotten lies, to the parser, wherever the next thing begins; its key tells
// where it is missing.
absl::Status CheckValue(const YAML::Node& key, const YAML::Node& value,
                        const FieldDescriptor& field, const ValueSource& source,
                        absl::string_view path) {
  const bool may_be_empty =
      field.is_repeated() || field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  if (!value.IsNull() || may_be_empty) return absl::OkStatus();
  return source.Error(key.Mark(), path, "has no value; write one or leave it out");
}

absl::Status ReadMap(const YAML::Node& value, const ValueSource& source, absl::string_view path,
                     const FieldDescriptor& field, Message& message) {
  if (!value.IsMap()) {
    return source.Error(value.Mark(), path,
                        absl::StrCat("expected a mapping, got ", DescribeValue(value)));
  }
  KeysSeen seen(source);
  for (const auto& entry : value) {
    RETURN_IF_ERROR(CheckKey(entry.first, source, path));
    const std::string& key = entry.first.Scalar();
    RETURN_IF_ERROR(seen.Add(entry.first, Join(path, key)));
    RETURN_IF_ERROR(CheckValue(entry.first, entry.second, *field.message_type()->map_value(),
                               source, Join(path, key)));
    RETURN_IF_ERROR(ReadMapEntry(key, entry.second, source, Join(path, key), field, message));
  }
  return absl::OkStatus();
}

absl::Status ReadList(const YAML::Node& value, const ValueSource& source, absl::string_view path,
                      const FieldDescriptor& field, Message& message) {
  if (!value.IsSequence()) {
    const std::string hint =
        value.IsScalar() ? absl::StrCat("; write [", Printable(value.Scalar()), "]") : "";
    return source.Error(value.Mark(), path,
                        absl::StrCat("expected a list, got ", DescribeValue(value), hint));
  }
  for (size_t i = 0; i < value.size(); ++i) {
    const std::string element_path = absl::StrCat(path, "[", i, "]");
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      RETURN_IF_ERROR(ReadMessage(value[i], source, element_path,
                                  *message.GetReflection()->AddMessage(&message, &field)));
    } else {
      RETURN_IF_ERROR(ReadScalar(value[i], source, element_path, field, message));
    }
  }
  return absl::OkStatus();
}

// The entry of `key` in a map field whose keys are strings; a new one if there is none.
Message& MapEntry(const std::string& key, const FieldDescriptor& field, Message& message) {
  const Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    Message& entry = *reflection.MutableRepeatedMessage(&message, &field, i);
    if (entry.GetReflection()->GetString(entry, entry.GetDescriptor()->map_key()) == key) {
      return entry;
    }
  }
  Message& entry = *reflection.AddMessage(&message, &field);
  entry.GetReflection()->SetString(&entry, entry.GetDescriptor()->map_key(), key);
  return entry;
}

}  // namespace

absl::Status ValueSource::Error(const YAML::Mark& mark, absl::string_view path,
                                absl::string_view text) const {
  const std::string line = has_lines && !mark.is_null() ? absl::StrCat(":", mark.line + 1) : "";
  const std::string field = path.empty() ? "" : absl::StrCat(path, ": ");
  return absl::InvalidArgumentError(absl::StrCat(name, line, ": ", field, text));
}

absl::Status UnknownField(const ValueSource& source, const YAML::Mark& mark, absl::string_view path,
                          absl::string_view name, const Descriptor& type) {
  std::vector<std::string> known;
  for (int i = 0; i < type.field_count(); ++i) known.push_back(type.field(i)->name());
  return source.Error(mark, Join(path, Printable(name)),
                      absl::StrCat("unknown field; ", SuggestName(name, known)));
}

absl::Status ReadMessage(const YAML::Node& mapping, const ValueSource& source,
                         absl::string_view path, Message& message) {
  if (!mapping.IsMap()) {
    return source.Error(mapping.Mark(), path,
                        absl::StrCat("expected a mapping, got ", DescribeValue(mapping)));
  }
  KeysSeen seen(source);
  for (const auto& entry : mapping) {
    RETURN_IF_ERROR(CheckKey(entry.first, source, path));
    const std::string& name = entry.first.Scalar();
    const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr) {
      return UnknownField(source, entry.first.Mark(), path, name, *message.GetDescriptor());
    }
    RETURN_IF_ERROR(seen.Add(entry.first, Join(path, name)));
    RETURN_IF_ERROR(CheckValue(entry.first, entry.second, *field, source, Join(path, name)));
    RETURN_IF_ERROR(ReadField(entry.second, source, Join(path, name), *field, message));
  }
  return absl::OkStatus();
}

absl::Status ReadField(const YAML::Node& value, const ValueSource& source, absl::string_view path,
                       const FieldDescriptor& field, Message& message) {
  const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  const Reflection& reflection = *message.GetReflection();
  reflection.ClearField(&message, &field);
  if (value.IsNull() && (is_message || field.is_repeated())) return absl::OkStatus();
  if (field.is_map()) return ReadMap(value, source, path, field, message);
  if (field.is_repeated()) return ReadList(value, source, path, field, message);
  if (!is_message) return ReadScalar(value, source, path, field, message);
  return ReadMessage(value, source, path, *reflection.MutableMessage(&message, &field));
}

absl::Status ReadMapEntry(const std::string& key, const YAML::Node& value,
                          const ValueSource& source, absl::string_view path,
                          const FieldDescriptor& field, Message& message) {
  Message& entry = MapEntry(key, field, message);
  return ReadField(value, source, path, *entry.GetDescriptor()->map_value(), entry);
}

}  // namespace palimpsest

#include "client/job_files/yaml_message.h"

#include <google/protobuf/descriptor.pb.h>

#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/display/printable.h"
#include "client/job_files/closest_name.h"
#include "client/job_files/yaml_scalar.h"
#include "common/base/status_macros.h"
#include "common/job/field_path.h"

namespace palimpsest {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

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
  if (!key.IsScalar()) {
    return source.Error(key.Mark(), path,
                        absl::StrCat("expected a field name, got ", DescribeValue(key)));
  }
  if (key.Scalar() == "<<") {
    return source.Error(key.Mark(), path, "merge keys (<<) are not read; write the fields out");
  }
  return absl::OkStatus();
}

// A mapping whose fields are all commented out is nothing at all. A list is written as [];
// neither is an entry of a map left out.
bool MayBeEmpty(const FieldDescriptor& field) {
  if (field.is_map()) return true;
  return !field.is_repeated() && field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         !IsListMessage(*field.message_type()) && !field.containing_type()->options().map_entry();
}

// A value that was forgotten lies, to the parser, wherever the next thing begins; its key tells
// where it is missing.
absl::Status CheckValue(const YAML::Node& key, const YAML::Node& value,
                        const FieldDescriptor& field, const ValueSource& source,
                        absl::string_view path) {
  if (!value.IsNull() || MayBeEmpty(field)) return absl::OkStatus();
  return source.Error(key.Mark(), path, "has no value; write one or leave it out");
}

Message& AddMapEntry(const std::string& key, const FieldDescriptor& field, Message& message) {
  Message& entry = *message.GetReflection()->AddMessage(&message, &field);
  entry.GetReflection()->SetString(&entry, entry.GetDescriptor()->map_key(), key);
  return entry;
}

absl::Status ReadMap(const YAML::Node& value, const ValueSource& source, absl::string_view path,
                     const FieldDescriptor& field, Message& message) {
  if (!value.IsMap()) {
    return source.Error(value.Mark(), path,
                        absl::StrCat("expected a mapping, got ", DescribeValue(value)));
  }
  KeysSeen seen(source);
  const FieldDescriptor& value_field = *field.message_type()->map_value();
  for (const auto& pair : value) {
    RETURN_IF_ERROR(CheckKey(pair.first, source, path));
    const std::string& key = pair.first.Scalar();
    const std::string entry_path = MapEntryPath(path, key);
    RETURN_IF_ERROR(seen.Add(pair.first, entry_path));
    RETURN_IF_ERROR(CheckValue(pair.first, pair.second, value_field, source, entry_path));
    Message& entry = AddMapEntry(key, field, message);
    RETURN_IF_ERROR(ReadField(pair.second, source, entry_path, value_field, entry));
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

}  // namespace

bool IsListMessage(const Descriptor& type) {
  return type.field_count() == 1 && type.field(0)->is_repeated() && !type.field(0)->is_map();
}

Message& MapEntry(const std::string& key, const FieldDescriptor& field, Message& message) {
  const Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    Message& entry = *reflection.MutableRepeatedMessage(&message, &field, i);
    if (entry.GetReflection()->GetString(entry, entry.GetDescriptor()->map_key()) == key) {
      return entry;
    }
  }
  return AddMapEntry(key, field, message);
}

absl::Status UnknownField(const ValueSource& source, const YAML::Mark& mark, absl::string_view path,
                          absl::string_view name, const Descriptor& type) {
  std::vector<std::string> known;
  for (int i = 0; i < type.field_count(); ++i) known.push_back(type.field(i)->name());
  return source.Error(mark, FieldPath(path, Printable(name)),
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
    RETURN_IF_ERROR(seen.Add(entry.first, FieldPath(path, name)));
    RETURN_IF_ERROR(CheckValue(entry.first, entry.second, *field, source, FieldPath(path, name)));
    RETURN_IF_ERROR(ReadField(entry.second, source, FieldPath(path, name), *field, message));
  }
  return absl::OkStatus();
}

absl::Status ReadField(const YAML::Node& value, const ValueSource& source, absl::string_view path,
                       const FieldDescriptor& field, Message& message) {
  const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  const Reflection& reflection = *message.GetReflection();
  reflection.ClearField(&message, &field);
  if (value.IsNull() && MayBeEmpty(field)) return absl::OkStatus();
  if (field.is_map()) return ReadMap(value, source, path, field, message);
  if (field.is_repeated()) return ReadList(value, source, path, field, message);
  if (!is_message) return ReadScalar(value, source, path, field, message);
  Message& part = *reflection.MutableMessage(&message, &field);
  // The JSON of the API has the list in its field.
  if (IsListMessage(*field.message_type()) && !value.IsMap()) {
    return ReadList(value, source, path, *field.message_type()->field(0), part);
  }
  return ReadMessage(value, source, path, part);
}

}  // namespace palimpsest

#ifndef PALIMPSEST_CLIENT_JOB_FILES_YAML_MESSAGE_H_
#define PALIMPSEST_CLIENT_JOB_FILES_YAML_MESSAGE_H_

#include <google/protobuf/message.h>
#include <yaml-cpp/yaml.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/job_files/value_source.h"

namespace palimpsest {

// Puts YAML values into the fields of a message, by the field names of its proto, with nothing
// guessed: a value must have the type of its field.
//   numbers   a number, also in quotes (as proto3 JSON writes 64-bit ones); in range, finite
//   bool      true or false
//   enum      its name in any case ("SKEW", "skew"); the name of its zero too
//   message   a mapping; nothing at all leaves it out
//   list      (repeated, and messages like Portions that hold one) a list
//   map       a mapping; nothing at all leaves it out
// `path` is the path of the message or field, for errors. Every error is INVALID_ARGUMENT and says
// the line, the path, what is wrong and, where there is one, the way out: unknown fields, fields
// given twice and merge keys are errors.

absl::Status ReadMessage(const YAML::Node& mapping, const ValueSource& source,
                         absl::string_view path, google::protobuf::Message& message);

// Replaces what the field held.
absl::Status ReadField(const YAML::Node& value, const ValueSource& source, absl::string_view path,
                       const google::protobuf::FieldDescriptor& field,
                       google::protobuf::Message& message);

// The entry of `key` in a map field whose keys are strings; a new one if there is none.
google::protobuf::Message& MapEntry(const std::string& key,
                                    const google::protobuf::FieldDescriptor& field,
                                    google::protobuf::Message& message);

// Whether a message is a list to people: it holds a repeated field and nothing else.
bool IsListMessage(const google::protobuf::Descriptor& type);

// "memory: unknown field; did you mean ..." for a name that `type` lacks.
absl::Status UnknownField(const ValueSource& source, const YAML::Mark& mark, absl::string_view path,
                          absl::string_view name, const google::protobuf::Descriptor& type);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_JOB_FILES_YAML_MESSAGE_H_

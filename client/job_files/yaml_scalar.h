#ifndef PALIMPSEST_CLIENT_JOB_FILES_YAML_SCALAR_H_
#define PALIMPSEST_CLIENT_JOB_FILES_YAML_SCALAR_H_

#include <google/protobuf/message.h>
#include <yaml-cpp/yaml.h>

#include "absl/strings/string_view.h"
#include "client/job_files/yaml_message.h"

namespace palimpsest {

// Sets a field of a scalar or enum type, or appends to it if it is repeated. Rules and errors as in
// yaml_message.h.
absl::Status ReadScalar(const YAML::Node& value, const ValueSource& source, absl::string_view path,
                        const google::protobuf::FieldDescriptor& field,
                        google::protobuf::Message& message);

// What a person would call the value: "many" in quotes, a list, a mapping, nothing.
std::string DescribeValue(const YAML::Node& value);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_JOB_FILES_YAML_SCALAR_H_

#include "client/display/json_output.h"

#include <google/protobuf/util/json_util.h>

namespace palimpsest {
namespace {

std::string Print(const google::protobuf::Message& message, bool over_lines) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  options.add_whitespace = over_lines;
  std::string json;
  // Fails only for an Any of an unknown type, and no message of the API has an Any.
  (void)google::protobuf::util::MessageToJsonString(message, &json, options);
  if (json.empty() || json.back() != '\n') json += '\n';
  return json;
}

}  // namespace

std::string ToJson(const google::protobuf::Message& message) {
  return Print(message, /*over_lines=*/true);
}

std::string ToJsonLine(const google::protobuf::Message& message) {
  return Print(message, /*over_lines=*/false);
}

}  // namespace palimpsest

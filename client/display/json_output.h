#ifndef PALIMPSEST_CLIENT_DISPLAY_JSON_OUTPUT_H_
#define PALIMPSEST_CLIENT_DISPLAY_JSON_OUTPUT_H_

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace palimpsest {

// What scripts read: a message in proto3 JSON with the field names of the proto and defaults
// printed, ended by a line break. 64-bit integers are strings, as proto3 JSON has it.

// Over several lines.
std::string ToJson(const google::protobuf::Message& message);

// In one line.
std::string ToJsonLine(const google::protobuf::Message& message);

// An array of messages, over several lines.
template <typename Message>
std::string ToJsonArray(const std::vector<Message>& messages) {
  std::string json = "[";
  absl::string_view separator = "\n";
  for (const Message& message : messages) {
    absl::StrAppend(&json, separator, ToJson(message));
    separator = ",\n";
  }
  absl::StrAppend(&json, "]\n");
  return json;
}

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_JSON_OUTPUT_H_

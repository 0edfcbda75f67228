#include "server/store/proto_column.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"

namespace palimpsest {

absl::Status ParseColumn(const SqliteStatement& row, int column,
                         google::protobuf::MessageLite& message) {
  const absl::string_view bytes = row.Bytes(column);
  if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::OkStatus();
  }
  return absl::DataLossError(
      absl::StrCat("a stored ", message.GetTypeName(), " of ", bytes.size(), " bytes is damaged"));
}

absl::StatusOr<std::string> JsonForQueries(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (status.ok()) return json;
  return absl::InternalError(
      absl::StrCat("a ", message.GetTypeName(), " cannot be printed: ", status.ToString()));
}

v1::Failure FailureColumns(const SqliteStatement& row, int kind_column) {
  v1::Failure failure;
  // An unknown number, from a newer program, is kept: proto3's enums are open.
  failure.set_kind(static_cast<v1::Failure::Kind>(row.Int64(kind_column)));
  failure.set_message(std::string(row.Bytes(kind_column + 1)));
  return failure;
}

absl::optional<int64_t> FailureKind(const absl::optional<v1::Failure>& failure) {
  if (!failure.has_value()) return absl::nullopt;
  return failure->kind();
}

absl::optional<std::string> FailureMessage(const absl::optional<v1::Failure>& failure) {
  if (!failure.has_value()) return absl::nullopt;
  return failure->message();
}

}  // namespace palimpsest

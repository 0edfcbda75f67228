#include "server/store/proto_column.h"

#include "absl/strings/str_cat.h"

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

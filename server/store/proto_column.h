#ifndef PALIMPSEST_SERVER_STORE_PROTO_COLUMN_H_
#define PALIMPSEST_SERVER_STORE_PROTO_COLUMN_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "google/protobuf/message.h"
#include "palimpsest/v1/jobs.pb.h"
#include "server/store/sqlite/statement.h"

namespace palimpsest {

// Messages in columns.

// Reads the serialized message in `column`. DATA_LOSS naming its type if it cannot be parsed.
absl::Status ParseColumn(const SqliteStatement& row, int column,
                         google::protobuf::MessageLite& message);

// `message` as proto3 JSON with the proto's field names and every plain field, set or not, so that
// a query finds a 0 too. 64-bit integers, nan and infinities are strings. INTERNAL if it cannot be
// printed.
absl::StatusOr<std::string> JsonForQueries(const google::protobuf::Message& message);

// A failure is two columns, its kind and its message; both are NULL if there is none.
v1::Failure FailureColumns(const SqliteStatement& row, int kind_column);
absl::optional<int64_t> FailureKind(const absl::optional<v1::Failure>& failure);
absl::optional<std::string> FailureMessage(const absl::optional<v1::Failure>& failure);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_PROTO_COLUMN_H_

#include "server/store/integrity.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

absl::Status Damaged(const SqliteConnection& connection, absl::string_view findings) {
  return absl::DataLossError(
      absl::StrCat("the database ", connection.path(), " is damaged: ", findings));
}

absl::Status CheckPages(SqliteConnection& connection) {
  ASSIGN_OR_RETURN(SqliteStatement rows, connection.Prepare("PRAGMA integrity_check(5)"));
  std::vector<std::string> findings;
  while (true) {
    ASSIGN_OR_RETURN(const bool has_row, rows.Step());
    if (!has_row) break;
    findings.emplace_back(rows.Bytes(0));
  }
  if (findings == std::vector<std::string>{"ok"}) return absl::OkStatus();
  return Damaged(connection, absl::StrJoin(findings, "; "));
}

}  // namespace

absl::Status CheckForeignKeys(SqliteConnection& connection) {
  ASSIGN_OR_RETURN(SqliteStatement rows, connection.Prepare("PRAGMA foreign_key_check"));
  ASSIGN_OR_RETURN(const bool has_row, rows.Step());
  if (!has_row) return absl::OkStatus();
  return Damaged(connection, absl::StrCat("a row of ", rows.Bytes(0),
                                          " refers to a missing row of ", rows.Bytes(2)));
}

absl::Status CheckIntegrity(SqliteConnection& connection) {
  RETURN_IF_ERROR(CheckPages(connection));
  return CheckForeignKeys(connection);
}

}  // namespace palimpsest

#include "server/store/artifact_table.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace palimpsest {
namespace {

// Of a row of file_name, size_bytes, sha256.
v1::Artifact ArtifactOf(const SqliteStatement& row, int64_t job_id) {
  v1::Artifact artifact;
  artifact.set_file_name(std::string(row.Bytes(0)));
  artifact.set_name(FormatArtifactName({job_id, artifact.file_name()}));
  artifact.set_size_bytes(row.Int64(1));
  artifact.set_sha256(std::string(row.Bytes(2)));
  return artifact;
}

}  // namespace

absl::Status UpsertArtifact(SqliteConnection& connection, const AttemptName& attempt,
                            const v1::Artifact& artifact) {
  return connection.Run(
      "INSERT INTO artifacts (job_id, file_name, attempt, size_bytes, sha256) "
      "VALUES (?, ?, ?, ?, ?) ON CONFLICT (job_id, file_name) DO UPDATE SET "
      "attempt = excluded.attempt, size_bytes = excluded.size_bytes, sha256 = excluded.sha256",
      attempt.job, artifact.file_name(), attempt.attempt, artifact.size_bytes(), artifact.sha256());
}

absl::StatusOr<std::vector<v1::Artifact>> ListArtifacts(SqliteConnection& connection,
                                                        int64_t job_id) {
  ASSIGN_OR_RETURN(SqliteStatement rows,
                   connection.Prepare("SELECT file_name, size_bytes, sha256 FROM artifacts "
                                      "WHERE job_id = ? ORDER BY file_name",
                                      job_id));
  std::vector<v1::Artifact> artifacts;
  while (true) {
    ASSIGN_OR_RETURN(const bool has_row, rows.Step());
    if (!has_row) return artifacts;
    artifacts.push_back(ArtifactOf(rows, job_id));
  }
}

absl::StatusOr<v1::Artifact> GetArtifact(SqliteConnection& connection, int64_t job_id,
                                         absl::string_view file_name) {
  ASSIGN_OR_RETURN(SqliteStatement row,
                   connection.Prepare("SELECT file_name, size_bytes, sha256 FROM artifacts "
                                      "WHERE job_id = ? AND file_name = ?",
                                      job_id, file_name));
  ASSIGN_OR_RETURN(const bool has_row, row.Step());
  if (has_row) return ArtifactOf(row, job_id);
  return absl::NotFoundError(
      absl::StrCat("there is no ", FormatArtifactName({job_id, std::string(file_name)})));
}

}  // namespace palimpsest

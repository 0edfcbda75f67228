#ifndef PALIMPSEST_SERVER_STORE_ARTIFACT_TABLE_H_
#define PALIMPSEST_SERVER_STORE_ARTIFACT_TABLE_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/job/resource_names.h"
#include "palimpsest/v1/artifacts.pb.h"
#include "server/store/sqlite/connection.h"

namespace palimpsest {

// Rows of `artifacts`: what is known of the files, not the files. Within a transaction of the
// caller; errors of SqliteConnection.

// A job has one artifact of a name; a later one takes the place of an earlier one.
absl::Status UpsertArtifact(SqliteConnection& connection, const AttemptName& attempt,
                            const v1::Artifact& artifact);

// By file name; none for a job that does not exist.
absl::StatusOr<std::vector<v1::Artifact>> ListArtifacts(SqliteConnection& connection,
                                                        int64_t job_id);

// NOT_FOUND if the job has no such artifact.
absl::StatusOr<v1::Artifact> GetArtifact(SqliteConnection& connection, int64_t job_id,
                                         absl::string_view file_name);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_ARTIFACT_TABLE_H_

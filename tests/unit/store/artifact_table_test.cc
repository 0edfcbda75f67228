#include "server/store/artifact_table.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/attempt_table.h"
#include "tests/unit/store/tables_test_base.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ArtifactTable : public TablesTest {
 protected:
  ArtifactTable() {
    attempt_ = InsertAttempt(*connection_, InsertQueuedJob(), "workers/1", At(0))->name;
  }

  static v1::Artifact ArtifactOf(absl::string_view file_name, int64_t size_bytes) {
    v1::Artifact artifact;
    artifact.set_name(absl::StrCat("jobs/1/artifacts/", file_name));
    artifact.set_file_name(std::string(file_name));
    artifact.set_size_bytes(size_bytes);
    artifact.set_sha256("ab");
    return artifact;
  }

  AttemptName attempt_;
};

TEST_F(ArtifactTable, ArtifactsAreListedByName) {
  EXPECT_THAT(*ListArtifacts(*connection_, 1), IsEmpty());
  const v1::Artifact b = ArtifactOf("b.csv", 1);
  const v1::Artifact a = ArtifactOf("a.csv", 0);
  ASSERT_THAT(UpsertArtifact(*connection_, attempt_, b), IsOk());
  ASSERT_THAT(UpsertArtifact(*connection_, attempt_, a), IsOk());
  EXPECT_THAT(*ListArtifacts(*connection_, 1), ElementsAre(EqualsProto(a), EqualsProto(b)));
  EXPECT_THAT(*GetArtifact(*connection_, 1, "b.csv"), EqualsProto(b));
  EXPECT_THAT(GetArtifact(*connection_, 1, "c.csv"),
              IsStatus(absl::StatusCode::kNotFound, "jobs/1/artifacts/c.csv"));
}

TEST_F(ArtifactTable, ALaterOneTakesThePlaceOfAnEarlierOne) {
  ASSERT_THAT(UpsertArtifact(*connection_, attempt_, ArtifactOf("a.csv", 1)), IsOk());
  const v1::Artifact later = ArtifactOf("a.csv", 2);
  ASSERT_THAT(UpsertArtifact(*connection_, attempt_, later), IsOk());
  EXPECT_THAT(*ListArtifacts(*connection_, 1), ElementsAre(EqualsProto(later)));
}

TEST_F(ArtifactTable, ANegativeSizeIsADefect) {
  EXPECT_THAT(UpsertArtifact(*connection_, attempt_, ArtifactOf("a.csv", -1)),
              IsStatus(absl::StatusCode::kInternal, "CHECK constraint failed"));
}

}  // namespace
}  // namespace palimpsest

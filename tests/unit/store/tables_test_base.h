#ifndef PALIMPSEST_TESTS_UNIT_STORE_TABLES_TEST_BASE_H_
#define PALIMPSEST_TESTS_UNIT_STORE_TABLES_TEST_BASE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/store/job_table.h"
#include "server/store/schema.h"
#include "server/store/sqlite/connection.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {

// The steps of SQLite's plan for a query, in words.
inline std::vector<std::string> QueryPlan(SqliteConnection& connection, absl::string_view query) {
  absl::StatusOr<SqliteStatement> rows =
      connection.Prepare(absl::StrCat("EXPLAIN QUERY PLAN ", query));
  EXPECT_THAT(rows, IsOk());
  std::vector<std::string> steps;
  while (*rows->Step()) steps.emplace_back(rows->Bytes(3));
  return steps;
}

// The tables of an empty database in memory, without a store around them.
class TablesTest : public ::testing::Test {
 protected:
  TablesTest() { EXPECT_THAT(Migrate(*connection_), IsOk()); }

  int64_t InsertQueuedJob() {
    const absl::StatusOr<int64_t> id = InsertJob(*connection_, {{}, "ada", "", "body"}, At(0));
    EXPECT_THAT(id, IsOk());
    return *id;
  }

  std::unique_ptr<SqliteConnection> connection_ = OpenConnection(":memory:");
};

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_UNIT_STORE_TABLES_TEST_BASE_H_

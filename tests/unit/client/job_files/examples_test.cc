#include <filesystem>
#include <sstream>

#include "client/job_files/job_file.h"
#include "common/job/spec_defaults.h"
#include "common/job/spec_validation.h"
#include "gtest/gtest.h"
#include "test_paths.h"

namespace palimpsest {
namespace {

TEST(ExamplesTest, EveryExampleIsAValidJob) {
  int examples = 0;
  for (const auto& entry : std::filesystem::directory_iterator(PALIMPSEST_EXAMPLES)) {
    if (entry.path().extension() != ".yaml") continue;
    ++examples;
    std::istringstream no_input;
    absl::StatusOr<v1::JobSpec> spec = ReadJobFile(entry.path().string(), no_input);
    ASSERT_TRUE(spec.ok()) << spec.status();
    FillDefaults(*spec);
    for (const FieldViolation& violation : ValidateSpec(*spec)) {
      ADD_FAILURE() << entry.path() << ": " << violation.field << ": " << violation.description;
    }
  }
  EXPECT_EQ(examples, 5);
}

}  // namespace
}  // namespace palimpsest

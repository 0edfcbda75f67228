#include "server/engine/dataset_formats.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/engine/idx_dataset.h"

namespace palimpsest {
namespace {

struct Format {
  absl::string_view name;
  absl::StatusOr<ImageData> (*load)(const std::string& directory, const DatasetLimits& limits);
};

constexpr Format kFormats[] = {{"idx", LoadIdxData}};

}  // namespace

absl::StatusOr<ImageData> LoadDataset(absl::string_view format, const std::string& directory,
                                      const DatasetLimits& limits) {
  std::vector<absl::string_view> names;
  for (const Format& known : kFormats) {
    if (known.name == format) return known.load(directory, limits);
    names.push_back(known.name);
  }
  return absl::InvalidArgumentError(absl::StrCat("there is no data set format \"", format,
                                                 "\"; known are ", absl::StrJoin(names, ", ")));
}

}  // namespace palimpsest

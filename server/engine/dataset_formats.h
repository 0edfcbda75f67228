#ifndef PALIMPSEST_SERVER_ENGINE_DATASET_FORMATS_H_
#define PALIMPSEST_SERVER_ENGINE_DATASET_FORMATS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/engine/image_data.h"

namespace palimpsest {

// Reads a data set from the folder that holds it in one of the known formats: "idx"
// (idx_dataset.h). INVALID_ARGUMENT naming the known ones for another format; otherwise the errors
// of the format's loader, which name the file: NOT_FOUND, DATA_LOSS.
absl::StatusOr<ImageData> LoadDataset(absl::string_view format, const std::string& directory,
                                      const DatasetLimits& limits);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_DATASET_FORMATS_H_

#include "server/engine/models/zoo.h"

#include <ATen/Context.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/job/known_names.h"
#include "server/engine/models/lenet5.h"
#include "server/engine/models/mlp.h"

namespace palimpsest {
namespace {

struct Entry {
  absl::string_view name;
  absl::StatusOr<Network> (*make)(const ImageShape& shape, int64_t classes);
};

constexpr Entry kZoo[] = {{"lenet5", MakeLeNet5}, {"mlp", MakeMlp}};

}  // namespace

absl::StatusOr<Network> MakeNetwork(absl::string_view name, const ImageShape& shape,
                                    int64_t classes, uint64_t seed) {
  for (const Entry& entry : kZoo) {
    if (entry.name != name) continue;
    at::manual_seed(seed);
    absl::StatusOr<Network> network = entry.make(shape, classes);
    if (!network.ok()) return Annotate(network.status(), "model.name");
    return network;
  }
  return absl::InvalidArgumentError(absl::StrCat("model.name: there is no model \"", name,
                                                 "\"; known are ",
                                                 absl::StrJoin(ModelNames(), ", ")));
}

}  // namespace palimpsest

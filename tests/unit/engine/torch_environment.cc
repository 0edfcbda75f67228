#include "gtest/gtest.h"
#include "server/engine/torch_runtime.h"

namespace palimpsest {
namespace {

// LibTorch as the engine sets it up, on one thread: two that wait for each other are slow on a busy
// machine.
class TorchEnvironment final : public ::testing::Environment {
 public:
  void SetUp() override { InitializeTorch(/*threads=*/1); }
};

// GoogleTest owns it.
[[maybe_unused]] const ::testing::Environment* const environment =
    ::testing::AddGlobalTestEnvironment(new TorchEnvironment);

}  // namespace
}  // namespace palimpsest

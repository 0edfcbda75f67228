#include "server/engine/models/mlp.h"

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/linear.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "server/engine/models/module_network.h"

namespace palimpsest {
namespace {

constexpr int64_t kMostValues = int64_t{1} << 20;

class Mlp final : public torch::nn::Module {
 public:
  Mlp(const ImageShape& shape, int64_t classes) : fc1_(shape.pixels(), 256), fc3_(128, classes) {
    register_module("fc1", fc1_);
    register_module("bn1", bn1_);
    register_module("fc2", fc2_);
    register_module("bn2", bn2_);
    register_module("fc3", fc3_);
  }

  torch::Tensor forward(const torch::Tensor& images) {
    torch::Tensor x = torch::relu(bn1_(fc1_(images.flatten(1))));
    x = torch::relu(bn2_(fc2_(x)));
    return fc3_(x);
  }

 private:
  torch::nn::Linear fc1_;
  torch::nn::BatchNorm1d bn1_{256};
  torch::nn::Linear fc2_{256, 128};
  torch::nn::BatchNorm1d bn2_{128};
  torch::nn::Linear fc3_;
};

}  // namespace

absl::StatusOr<Network> MakeMlp(const ImageShape& shape, int64_t classes) {
  if (shape.pixels() > kMostValues) {
    return absl::InvalidArgumentError(absl::StrCat("mlp takes pictures of at most ", kMostValues,
                                                   " values, the data set's are ",
                                                   ToString(shape)));
  }
  Network network = NetworkOfModule(std::make_shared<Mlp>(shape, classes));
  network.smallest_batch = 2;
  return network;
}

}  // namespace palimpsest

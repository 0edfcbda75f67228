#include "server/engine/torch_generator.h"

#include <ATen/ATen.h>
#include <ATen/Context.h>

#include <algorithm>
#include <mutex>

namespace palimpsest {

std::string SaveTorchGenerator(torch::Device device) {
  at::Generator generator = at::globalContext().defaultGenerator(device);
  const std::lock_guard<std::mutex> lock(generator.mutex());
  const torch::Tensor state = generator.get_state();
  return std::string(reinterpret_cast<const char*>(state.data_ptr<uint8_t>()),
                     static_cast<size_t>(state.numel()));
}

absl::Status LoadTorchGenerator(torch::Device device, absl::string_view state) {
  at::Generator generator = at::globalContext().defaultGenerator(device);
  const std::lock_guard<std::mutex> lock(generator.mutex());
  torch::Tensor bytes = generator.get_state().clone();
  if (static_cast<size_t>(bytes.numel()) != state.size()) {
    return absl::DataLossError("the state of LibTorch's generator has another length");
  }
  std::copy(state.begin(), state.end(), reinterpret_cast<char*>(bytes.data_ptr<uint8_t>()));
  generator.set_state(bytes);
  return absl::OkStatus();
}

}  // namespace palimpsest

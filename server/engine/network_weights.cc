#include "server/engine/network_weights.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace palimpsest {
namespace {

// Parameters, then buffers, in the order of registration; counters that are not floats are left
// out.
std::vector<NamedParameter> StateTensors(const Network& network) {
  std::vector<NamedParameter> tensors = network.parameters;
  for (const NamedParameter& buffer : network.buffers) {
    if (buffer.tensor.scalar_type() == torch::kFloat32) tensors.push_back(buffer);
  }
  return tensors;
}

}  // namespace

std::vector<WeightInfo> EncodableWeights(const Network& network) {
  std::vector<WeightInfo> weights;
  for (const NamedParameter& parameter : network.parameters) {
    if (absl::c_linear_search(network.encodable, parameter.name)) {
      weights.push_back({parameter.name, parameter.tensor.sizes().vec()});
    }
  }
  return weights;
}

absl::StatusOr<torch::Tensor> FindParameter(const Network& network, absl::string_view name) {
  for (const NamedParameter& parameter : network.parameters) {
    if (parameter.name == name) return parameter.tensor;
  }
  return absl::DataLossError(absl::StrCat("the network has no parameter ", name));
}

std::vector<float> ReadTensor(const torch::Tensor& tensor) {
  const torch::Tensor plain = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
  const float* const data = plain.data_ptr<float>();
  return std::vector<float>(data, data + plain.numel());
}

void WriteTensor(absl::Span<const float> values, const torch::Tensor& tensor) {
  // from_blob does not write through the pointer, copy_ reads it before this returns.
  const torch::Tensor view =
      torch::from_blob(const_cast<float*>(values.data()), tensor.sizes(), torch::kFloat32);
  tensor.detach().copy_(view);
}

std::vector<NamedTensor> ReadState(const Network& network) {
  std::vector<NamedTensor> state;
  for (const auto& [name, tensor] : StateTensors(network)) {
    state.push_back({name, tensor.sizes().vec(), ReadTensor(tensor)});
  }
  return state;
}

absl::Status WriteState(absl::Span<const NamedTensor> state, const Network& network) {
  const std::vector<NamedParameter> tensors = StateTensors(network);
  if (state.size() != tensors.size()) {
    return absl::DataLossError(
        absl::StrCat("the state has ", state.size(), " tensors, the network ", tensors.size()));
  }
  std::vector<const NamedTensor*> sources;
  for (const auto& [name, tensor] : tensors) {
    const auto source =
        std::find_if(state.begin(), state.end(),
                     [&name = name](const NamedTensor& t) { return t.name == name; });
    if (source == state.end()) return absl::DataLossError(absl::StrCat(name, " is missing"));
    if (source->shape != tensor.sizes().vec()) {
      return absl::DataLossError(absl::StrCat(name, " has another shape"));
    }
    sources.push_back(&*source);
  }
  for (size_t i = 0; i < tensors.size(); ++i) WriteTensor(sources[i]->values, tensors[i].tensor);
  return absl::OkStatus();
}

int64_t ParameterCount(const Network& network) {
  int64_t count = 0;
  for (const NamedParameter& parameter : network.parameters) count += parameter.tensor.numel();
  return count;
}

}  // namespace palimpsest

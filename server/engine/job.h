#ifndef PALIMPSEST_SERVER_ENGINE_JOB_H_
#define PALIMPSEST_SERVER_ENGINE_JOB_H_

#include <memory>

#include "absl/status/statusor.h"
#include "server/engine/device_data.h"
#include "server/engine/job_setup.h"
#include "server/engine/models/network.h"

namespace palimpsest {

// A job loaded for a run: what is fixed, the data on its device, and a network to work with, which
// holds nothing that the run's state does not hold too once it is initialized.
struct Job {
  JobSetup setup;
  DeviceData train;
  DeviceData test;
  Network network;
  torch::Device device;
};

// Loads the data and makes the network, as its seed initializes it. `threads` are those that
// LibTorch was initialized with. INVALID_ARGUMENT naming the field; errors of LoadDataset for the
// data. Seeds LibTorch's generator.
absl::StatusOr<std::unique_ptr<Job>> LoadJob(const v1::RunJob& request, int threads);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_JOB_H_

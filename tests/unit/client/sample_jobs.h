#ifndef PALIMPSEST_TESTS_UNIT_CLIENT_SAMPLE_JOBS_H_
#define PALIMPSEST_TESTS_UNIT_CLIENT_SAMPLE_JOBS_H_

#include <string>
#include <vector>

#include "common/memory/memory_image.h"
#include "common/tensors/safetensors.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// "jobs/NUMBER", queued at 2026-01-31 12:00:00 UTC by "ada": lenet5 on fashion-mnist with all
// defaults filled in.
v1::Job QueuedJob(int number);
// The same with an attempt that runs.
v1::Job RunningJob(int number);
// The same after 185 s: float 0.912, plain 0.911, one shot 0.85, final 0.9101, two layers, and the
// baseline of equal capacity.
v1::Job SucceededJob(int number);
// The same after a crash.
v1::Job FailedJob(int number);

// Parses a JobEvent in protobuf's text format; a failed expectation if it is malformed.
v1::JobEvent Event(const std::string& text);

// Artifacts that fit together: two layers with seeded weights as a memory image, the same weights
// as tensors, and a result that names them with their SHA-256.
struct SampleArtifacts {
  std::vector<GroupImage> image;
  Safetensors tensors;
  v1::JobResult result;
};
SampleArtifacts MakeSampleArtifacts();

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_UNIT_CLIENT_SAMPLE_JOBS_H_

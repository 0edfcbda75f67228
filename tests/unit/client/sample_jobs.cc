#include "tests/unit/client/sample_jobs.h"

#include <google/protobuf/text_format.h>

#include <cstring>

#include "absl/strings/str_cat.h"
#include "common/base/random.h"
#include "common/base/sha256.h"
#include "common/job/spec_defaults.h"
#include "common/memory/encoder.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

constexpr int64_t kCreateSeconds = 1769860800;  // 2026-01-31 12:00:00 UTC

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

constexpr char kResult[] = R"(
  float_accuracy: 0.912 plain_accuracy: 0.911 one_shot_accuracy: 0.85 final_accuracy: 0.9101
  float_loss: 0.25 plain_loss: 0.26 one_shot_loss: 0.41 final_loss: 0.27
  cells_per_weight: 4.19 capacity_factor: 1.909
  portions { portion: 0.5 accuracy: 0.905 loss: 0.28 }
  portions { portion: 1 accuracy: 0.908 loss: 0.275 }
  layers {
    name: "conv1.weight" weights: 150 bits: 8 shared_bits: 8 alpha: 0.4321 delta: 0.0034 zero_point: 127.5
    alpha_over_sigma: 2.68 alpha_over_max: 0.71 clipped_fraction: 0.012 sqnr_db: 20.93 mse: 1e-5
    tiles: 10 cells: 640 padding_words: 10 capacity_factor: 1.78 encoder_starts: 4
  }
  layers {
    name: "fc1.weight" weights: 44000 bits: 8 shared_bits: 8 alpha: 0.21 delta: 0.0016 alpha_over_sigma: 2.7
    alpha_over_max: 0.6 clipped_fraction: 0.007 sqnr_db: 21.05 tiles: 2750 capacity_factor: 1.91
  }
  encoded_weights: 44150 float_parameters: 236
  evaluated_weights_sha256: "feed"
  equal_capacity {
    bits: 4 cells_per_weight: 4 one_shot_accuracy: 0.8 final_accuracy: 0.9
    portions { portion: 0.5 accuracy: 0.89 loss: 0.3 }
  }
  provenance {
    seed: 1 build_id: "0.1.0+abc" libtorch_version: "2.11.0" device: "cpu" threads: 2
    wall_time { seconds: 180 } float_baseline_cached: true
  }
)";

}  // namespace

v1::Job QueuedJob(int number) {
  v1::Job job;
  job.set_name(absl::StrCat("jobs/", number));
  job.mutable_spec()->set_display_name("first light");
  job.mutable_spec()->mutable_model()->set_name("lenet5");
  job.mutable_spec()->mutable_dataset()->set_name("fashion-mnist");
  FillDefaults(*job.mutable_spec());
  job.set_state(v1::Job::QUEUED);
  job.set_user("ada");
  job.mutable_create_time()->set_seconds(kCreateSeconds);
  return job;
}

v1::Job RunningJob(int number) {
  v1::Job job = QueuedJob(number);
  job.set_state(v1::Job::RUNNING);
  job.mutable_start_time()->set_seconds(kCreateSeconds + 5);
  job.mutable_progress()->set_phase(v1::Progress::TRAINING);
  job.mutable_progress()->set_fraction(0.34);
  job.mutable_progress()->mutable_remaining()->set_seconds(70);
  v1::Attempt& attempt = *job.add_attempts();
  attempt.set_name(absl::StrCat(job.name(), "/attempts/1"));
  attempt.set_state(v1::Attempt::RUNNING);
  attempt.set_worker("workers/3");
  attempt.mutable_start_time()->set_seconds(kCreateSeconds + 5);
  return job;
}

v1::Job SucceededJob(int number) {
  v1::Job job = RunningJob(number);
  job.set_state(v1::Job::SUCCEEDED);
  job.mutable_end_time()->set_seconds(kCreateSeconds + 185);
  job.mutable_attempts(0)->set_state(v1::Attempt::SUCCEEDED);
  *job.mutable_attempts(0)->mutable_end_time() = job.end_time();
  *job.mutable_result() = Parse<v1::JobResult>(kResult);
  return job;
}

v1::Job FailedJob(int number) {
  v1::Job job = RunningJob(number);
  job.set_state(v1::Job::FAILED);
  job.mutable_end_time()->set_seconds(kCreateSeconds + 185);
  job.mutable_failure()->set_kind(v1::Failure::CRASHED);
  job.mutable_failure()->set_message("the engine was killed by signal 9");
  job.mutable_attempts(0)->set_state(v1::Attempt::FAILED);
  *job.mutable_attempts(0)->mutable_end_time() = job.end_time();
  *job.mutable_attempts(0)->mutable_failure() = job.failure();
  return job;
}

v1::JobEvent Event(const std::string& text) { return Parse<v1::JobEvent>(text); }

SampleArtifacts MakeSampleArtifacts() {
  SampleArtifacts sample;
  Random random(7);
  Sha256 hash;
  const std::vector<std::pair<std::string, std::vector<int64_t>>> layers = {
      {"conv1.weight", {6, 1, 5, 5}}, {"fc.weight", {10, 12}}};
  for (const auto& [name, shape] : layers) {
    int64_t count = 1;
    for (const int64_t extent : shape) count *= extent;
    std::vector<float> weights(static_cast<size_t>(count));
    for (float& weight : weights) weight = static_cast<float>(random.Uniform() - 0.5);
    const Scale scale{{0.004f}, {127.5f}};
    const auto plan = MemoryPlan::Create({}, {{name, shape, scale, /*importance=*/nullptr}});
    const auto encoded = Encoder::Create(*plan, EncoderOptions())->EncodeAll({weights});
    EXPECT_TRUE(encoded.ok()) << encoded.status();
    const auto image = MakeGroupImage(*plan, *encoded);
    EXPECT_TRUE(image.ok()) << image.status();
    sample.image.push_back(*image);
    EXPECT_TRUE(DequantizeTiles(*plan, *encoded, {absl::MakeSpan(weights)}).ok());
    sample.tensors.tensors.push_back({name, shape, weights});
    v1::LayerResult& layer = *sample.result.add_layers();
    layer.set_name(name);
    layer.set_weights(count);
    // This machine is little-endian, as the definition of the hash has it.
    std::string bytes(weights.size() * sizeof(float), '\0');
    std::memcpy(bytes.data(), weights.data(), bytes.size());
    hash.Update(bytes);
  }
  sample.result.set_evaluated_weights_sha256(hash.HexDigest());
  return sample;
}

}  // namespace palimpsest

// Tiles encoded per second, on one thread, B = S = 8: Gaussian weights at a clip of 2.7 sigma.
//
//   encoder_bench [--benchmark_filter=...]

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "benchmark/benchmark.h"
#include "common/base/random.h"
#include "common/memory/encoder.h"

namespace palimpsest {
namespace {

constexpr int64_t kTiles = 512;

// Two normal numbers at a time (Box and Muller), so that every machine encodes the same weights.
std::vector<float> GaussianWeights(size_t count) {
  constexpr double kPi = 3.14159265358979323846;
  Random random(/*seed=*/7);
  std::vector<float> weights(count);
  for (size_t i = 0; i + 1 < count; i += 2) {
    const double radius = std::sqrt(-2 * std::log(1 - random.Uniform()));
    const double angle = 2 * kPi * random.Uniform();
    weights[i] = static_cast<float>(radius * std::cos(angle));
    weights[i + 1] = static_cast<float>(radius * std::sin(angle));
  }
  return weights;
}

void Encode(benchmark::State& state, EncodeMethod method) {
  MemoryOptions memory;
  memory.rotations = state.range(1) != 0;
  EncoderOptions options;
  options.method = method;
  options.starts = static_cast<int>(state.range(0));
  const std::vector<float> weights = GaussianWeights(kTiles * memory.words_per_tile());
  const absl::StatusOr<MemoryPlan> plan =
      MemoryPlan::Create(memory, {{"weights",
                                   {static_cast<int64_t>(weights.size())},
                                   {{2 * 2.7f / 256}, {127.5f}},
                                   /*importance=*/nullptr}});
  const absl::StatusOr<Encoder> encoder = Encoder::Create(*plan, options);
  for (auto _ : state) {
    const absl::StatusOr<EncodedTiles> encoded = encoder->EncodeAll({weights});
    if (!encoded.ok()) {
      state.SkipWithError(encoded.status().ToString().c_str());
      return;
    }
    benchmark::DoNotOptimize(encoded->codes.data());
  }
  state.SetItemsProcessed(state.iterations() * kTiles);
}

BENCHMARK_CAPTURE(Encode, joint, EncodeMethod::kJoint)
    ->ArgNames({"starts", "rotations"})
    ->ArgsProduct({{1, 4, 16}, {0, 1}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Encode, owner_bits, EncodeMethod::kOwnerBits)
    ->ArgNames({"starts", "rotations"})
    ->ArgsProduct({{1}, {0, 1}})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace palimpsest

BENCHMARK_MAIN();

#include "common/memory/tile_encoder.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "common/base/random.h"

namespace palimpsest {

TileEncoder::TileEncoder(const MemoryOptions& memory, const EncoderOptions& options)
    : memory_(memory),
      plan_(memory, /*descend=*/options.method == EncodeMethod::kJoint),
      rotations_(memory.rotations ? memory.shared_bits : 1),
      starts_(options.method == EncodeMethod::kJoint ? options.starts : 1) {}

void TileEncoder::Encode(absl::Span<const TileTask> tasks, absl::Span<TileResult> results) const {
  if (memory_.shared_bits == 0) {
    for (size_t i = 0; i < tasks.size(); ++i) {
      const double target = tasks[i].target[0];
      const double code = std::round(std::clamp(target, 0.0, memory_.levels() - 1.0));
      results[i] = TileResult();
      results[i].codes[0] = static_cast<uint8_t>(code);
      results[i].cost = tasks[i].weight[0] * (target - code) * (target - code);
    }
    return;
  }
  SearchBatch batch;
  std::array<Assignment, kSearchLanes> searches;
  int filled = 0;
  const auto flush = [&] {
    // Lanes that nobody needs repeat the first, so that they do nothing that it does not do.
    for (int lane = filled; lane < kSearchLanes; ++lane) {
      FillLane(tasks[searches[0].tile], searches[0], lane, batch);
    }
    SearchTiles(plan_, batch);
    for (int lane = 0; lane < filled; ++lane) {
      const Assignment& search = searches[lane];
      KeepBest(tasks[search.tile], search, lane, batch, results[search.tile]);
    }
    filled = 0;
  };
  for (size_t tile = 0; tile < tasks.size(); ++tile) {
    for (int rotation = 0; rotation < rotations_; ++rotation) {
      for (int start = 0; start < starts_; ++start) {
        searches[filled] = {tile, rotation, start};
        FillLane(tasks[tile], searches[filled], filled, batch);
        if (++filled == kSearchLanes) flush();
      }
    }
  }
  if (filled > 0) flush();
}

void TileEncoder::FillLane(const TileTask& task, const Assignment& search, int lane,
                           SearchBatch& batch) const {
  const int s = memory_.shared_bits;
  const double largest = *std::max_element(task.weight.begin(), task.weight.end());
  const double scale = largest > 0 ? 1 / largest : 0;
  for (int word = 0; word < 2 * s; ++word) {
    // At rotation rho, column c plays the part of column (c + rho) mod S.
    const int place = word < s ? word : s + (word + search.rotation) % s;
    const double target = std::clamp<double>(task.target[word], kMinSearchTarget, kMaxSearchTarget);
    batch.target[place][lane] = static_cast<float>(std::floor(target * 0x1p12 + 0.5) * 0x1p-12);
    batch.weight[place][lane] = static_cast<float>(task.weight[word] * scale);
  }
  batch.from_owner_bits[lane] = search.start == 0 ? -1 : 0;
  if (search.start == 0) {
    for (int row = 0; row < s; ++row) batch.code[row][lane] = 0;
    return;
  }
  Random random(SubSeed(task.seed, static_cast<uint64_t>(search.start * s + search.rotation)));
  const uint64_t bits = random();
  for (int row = 0; row < s; ++row) {
    batch.code[row][lane] =
        static_cast<int32_t>(bits >> (8 * row)) & (memory_.levels() - 1) & ~plan_.private_mask;
  }
}

void TileEncoder::KeepBest(const TileTask& task, const Assignment& search, int lane,
                           const SearchBatch& batch, TileResult& result) const {
  const int s = memory_.shared_bits;
  std::array<uint8_t, kMaxWordsPerTile> codes{};
  double cost = 0;
  for (int word = 0; word < 2 * s; ++word) {
    const int place = word < s ? word : s + (word + search.rotation) % s;
    codes[word] = static_cast<uint8_t>(batch.code[place][lane]);
    const double error = task.target[word] - codes[word];
    cost += task.weight[word] * error * error;
  }
  const bool first = search.rotation == 0 && search.start == 0;
  if (!first && cost >= result.cost) return;
  result.codes = codes;
  result.rotation = static_cast<uint8_t>(search.rotation);
  result.cost = cost;
}

}  // namespace palimpsest

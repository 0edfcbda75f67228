#include "common/memory/tile_encoder.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "common/base/random.h"

namespace palimpsest {
namespace {

void CopyLane(int from, int to, SearchBatch& batch) {
  for (int word = 0; word < kMaxWordsPerTile; ++word) {
    batch.target[word][to] = batch.target[word][from];
    batch.weight[word][to] = batch.weight[word][from];
    batch.code[word][to] = batch.code[word][from];
  }
}

// Words that share nothing.
TileResult NearestCodes(const MemoryOptions& memory, const TileTask& task) {
  TileResult result;
  for (int word = 0; word < memory.words_per_tile(); ++word) {
    const double target = task.target[word];
    const double code = std::round(std::clamp(target, 0.0, memory.levels() - 1.0));
    result.codes[word] = static_cast<uint8_t>(code);
    result.cost += task.weight[word] * (target - code) * (target - code);
  }
  return result;
}

}  // namespace

TileEncoder::TileEncoder(const MemoryOptions& memory, const EncoderOptions& options)
    : memory_(memory),
      plan_(memory, /*descend=*/options.method == EncodeMethod::kJoint),
      starts_(options.method == EncodeMethod::kJoint ? options.starts : 1) {}

void TileEncoder::Encode(absl::Span<const TileTask> tasks, absl::Span<TileResult> results) const {
  if (memory_.shared_bits == 0) {
    for (size_t i = 0; i < tasks.size(); ++i) results[i] = NearestCodes(memory_, tasks[i]);
    return;
  }
  // Words that a memory with smaller S lacks are copied, though nobody looks at them.
  SearchBatch batch{};
  std::array<Assignment, kSearchLanes> searches;
  int filled = 0;
  Prepared prepared;
  const auto flush = [&] {
    // Lanes that nobody needs repeat the first one: they end when it does.
    for (int lane = filled; lane < kSearchLanes; ++lane) CopyLane(/*from=*/0, lane, batch);
    SearchTiles(plan_, batch);
    for (int lane = 0; lane < filled; ++lane) {
      const Assignment& search = searches[lane];
      KeepBest(tasks[search.tile], search, lane, batch, results[search.tile]);
    }
    filled = 0;
  };
  for (size_t tile = 0; tile < tasks.size(); ++tile) {
    prepared = Prepare(tasks[tile]);
    for (int rotation = 0; rotation < memory_.choices(); ++rotation) {
      for (int start = 0; start < starts_; ++start) {
        searches[filled] = {tile, rotation, start};
        FillLane(prepared, tasks[tile].seed, searches[filled], filled, batch);
        if (++filled == kSearchLanes) flush();
      }
    }
  }
  if (filled > 0) flush();
}

TileEncoder::Prepared TileEncoder::Prepare(const TileTask& task) const {
  Prepared prepared;
  const double largest = *std::max_element(task.weight.begin(), task.weight.end());
  const double scale = largest > 0 ? 1 / largest : 0;
  for (int word = 0; word < 2 * memory_.shared_bits; ++word) {
    const double target = std::clamp<double>(task.target[word], kMinSearchTarget, kMaxSearchTarget);
    prepared.target[word] = static_cast<float>(std::floor(target * 0x1p12 + 0.5) * 0x1p-12);
    prepared.weight[word] = static_cast<float>(task.weight[word] * scale);
  }
  return prepared;
}

void TileEncoder::FillLane(const Prepared& prepared, uint64_t seed, const Assignment& search,
                           int lane, SearchBatch& batch) const {
  const int s = memory_.shared_bits;
  const float top = static_cast<float>(memory_.levels() - 1);
  Random random(SubSeed(seed, static_cast<uint64_t>(search.start * s + search.rotation)));
  uint64_t bits = 0;
  for (int word = 0; word < 2 * s; ++word) {
    const int place = PlaceOf(word, search.rotation);
    batch.target[place][lane] = prepared.target[word];
    batch.weight[place][lane] = prepared.weight[word];
    float wanted = prepared.target[word];
    if (search.start > 0) {
      // A byte of randomness for each word.
      if (word % 8 == 0) bits = random();
      constexpr float kLargestMove = 0.25f;
      wanted += (static_cast<float>(bits & 0xff) - 127.5f) * (kLargestMove / 127.5f) * top;
      bits >>= 8;
    }
    // Truncation rounds half up here, the number being positive.
    batch.code[place][lane] = static_cast<int32_t>(std::clamp(wanted, 0.0f, top) + 0.5f);
  }
}

void TileEncoder::KeepBest(const TileTask& task, const Assignment& search, int lane,
                           const SearchBatch& batch, TileResult& result) const {
  std::array<uint8_t, kMaxWordsPerTile> codes{};
  double cost = 0;
  for (int word = 0; word < memory_.words_per_tile(); ++word) {
    codes[word] = static_cast<uint8_t>(batch.code[PlaceOf(word, search.rotation)][lane]);
    const double error = task.target[word] - codes[word];
    cost += task.weight[word] * error * error;
  }
  const bool first = search.rotation == 0 && search.start == 0;
  if (!first && cost >= result.cost) return;
  result.codes = codes;
  result.choice = static_cast<uint8_t>(search.rotation);
  result.cost = cost;
}

}  // namespace palimpsest

#include "tests/unit/memory/reference.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "common/base/random.h"
#include "common/memory/tile_layout.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

double NormalQuantile(double probability) {
  double low = -9;
  double high = 9;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (0.5 * std::erfc(-middle / std::sqrt(2.0)) < probability ? low : high) = middle;
  }
  return (low + high) / 2;
}

double LaplaceQuantile(double probability) {
  const double tail = std::min(probability, 1 - probability);
  const double magnitude = -std::log(2 * tail) / std::sqrt(2.0);
  return probability < 0.5 ? -magnitude : magnitude;
}

std::vector<float> Stratified(int count, double (*quantile)(double)) {
  std::vector<float> sample;
  for (int i = 0; i < count; ++i) {
    sample.push_back(static_cast<float>(quantile((i + 0.5) / count)));
  }
  Random random(/*seed=*/5);
  Shuffle(sample.begin(), sample.end(), random);
  return sample;
}

// The value that a cell is stuck at; -1 if it is not.
int StuckValue(const std::vector<StuckCell>& stuck_cells, int cell) {
  for (const StuckCell& stuck : stuck_cells) {
    if (stuck.cell == cell) return stuck.value ? 1 : 0;
  }
  return -1;
}

// Whether the private bits of a code agree with the stuck cells.
bool AllowsPrivateBits(const MemoryOptions& memory, const std::vector<StuckCell>& stuck_cells,
                       int private_mask, int word, int code) {
  const int s = memory.shared_bits;
  int cell = s * s + word * (memory.bits - s);
  for (int bit = 0; bit < memory.bits; ++bit) {
    if ((private_mask >> bit & 1) == 0) continue;
    const int stuck = StuckValue(stuck_cells, cell++);
    if (stuck >= 0 && (code >> bit & 1) != stuck) return false;
  }
  return true;
}

// The least weight (target - code)^2 over the codes whose shared bits are `shared`.
double LeastWordCost(const TileTask& task, const MemoryOptions& memory,
                     const std::vector<StuckCell>& stuck_cells, int private_mask, int word,
                     int shared) {
  double least = std::numeric_limits<double>::infinity();
  for (int code = 0; code < memory.levels(); ++code) {
    if ((code & ~private_mask) != shared) continue;
    if (!AllowsPrivateBits(memory, stuck_cells, private_mask, word, code)) continue;
    const double error = task.target[word] - code;
    least = std::min(least, task.weight[word] * error * error);
  }
  return least;
}

// What the upper or the lower half of the rows contribute, for each of their contents.
struct HalfSquare {
  std::vector<double> row_cost;
  std::vector<int> column_patterns;  // four bits for each column
};

double LeastCostAtRotation(const MemoryOptions& memory, const TileTask& task,
                           const std::vector<StuckCell>& stuck_cells, int rotation) {
  const TileLayout layout(memory);
  const int s = memory.shared_bits;
  const int half_cells = s * s / 2;
  // Of each word for each pattern of its indices: bit m of the pattern is index m.
  std::vector<std::array<double, 16>> word_cost(2 * s);
  for (int word = 0; word < 2 * s; ++word) {
    for (int pattern = 0; pattern < (1 << s); ++pattern) {
      int shared = 0;
      for (int m = 0; m < s; ++m) shared |= (pattern >> m & 1) << layout.significance(m);
      word_cost[word][pattern] =
          LeastWordCost(task, memory, stuck_cells, layout.private_mask(), word, shared);
    }
  }
  std::array<HalfSquare, 2> halves;
  for (int half = 0; half < 2; ++half) {
    for (int cells = 0; cells < (1 << half_cells); ++cells) {
      double cost = 0;
      int columns = 0;
      for (int i = 0; i < s / 2; ++i) {
        const int row = half * s / 2 + i;
        int pattern = 0;
        for (int column = 0; column < s; ++column) {
          const int bit = cells >> (i * s + column) & 1;
          const int stuck = StuckValue(stuck_cells, row * s + column);
          if (stuck >= 0 && stuck != bit) cost = std::numeric_limits<double>::infinity();
          pattern |= bit << layout.RegularIndex(row, column, rotation);
          columns |= bit << (4 * column + layout.TransposedIndex(row, column, rotation));
        }
        cost += word_cost[row][pattern];
      }
      halves[half].row_cost.push_back(cost);
      halves[half].column_patterns.push_back(columns);
    }
  }
  double least = std::numeric_limits<double>::infinity();
  for (int upper = 0; upper < (1 << half_cells); ++upper) {
    for (int lower = 0; lower < (1 << half_cells); ++lower) {
      const int columns = halves[0].column_patterns[upper] | halves[1].column_patterns[lower];
      double cost = halves[0].row_cost[upper] + halves[1].row_cost[lower];
      for (int column = 0; column < s; ++column) {
        cost += word_cost[s + column][columns >> (4 * column) & 15];
      }
      least = std::min(least, cost);
    }
  }
  return least;
}

}  // namespace

TileTask RandomTask(const MemoryOptions& memory, uint64_t seed, bool weighted) {
  Random random(seed);
  TileTask task;
  task.seed = seed;
  for (int word = 0; word < memory.words_per_tile(); ++word) {
    const double normal = NormalQuantile(std::max(random.Uniform(), 1e-12));
    // An edge of 2.7 standard deviations.
    task.target[word] = (memory.levels() - 1) / 2.0 + normal * memory.levels() / 5.4;
    task.weight[word] = weighted ? 0.1 + 0.9 * random.Uniform() : 1;
  }
  return task;
}

double CostOf(const MemoryOptions& memory, const TileTask& task, const uint8_t* codes) {
  double cost = 0;
  for (int word = 0; word < memory.words_per_tile(); ++word) {
    const double error = task.target[word] - codes[word];
    cost += task.weight[word] * error * error;
  }
  return cost;
}

double LeastCost(const MemoryOptions& memory, const TileTask& task,
                 const std::vector<StuckCell>& stuck_cells) {
  double least = std::numeric_limits<double>::infinity();
  for (int rotation = 0; rotation < memory.choices(); ++rotation) {
    least = std::min(least, LeastCostAtRotation(memory, task, stuck_cells, rotation));
  }
  return least;
}

double LeastCostOfWordChange(const MemoryOptions& memory, const TileTask& task,
                             const TileResult& result, int word) {
  const TileLayout layout(memory);
  const int s = memory.shared_bits;
  double least = std::numeric_limits<double>::infinity();
  for (int code = 0; code < memory.levels(); ++code) {
    std::array<uint8_t, kMaxWordsPerTile> codes = result.codes;
    codes[word] = static_cast<uint8_t>(code);
    for (int other = 0; other < s; ++other) {
      const bool regular = word < s;
      const int row = regular ? word : other;
      const int column = regular ? other : word - s;
      const int row_bit = layout.significance(layout.RegularIndex(row, column, result.choice));
      const int column_bit =
          layout.significance(layout.TransposedIndex(row, column, result.choice));
      const int own_bit = regular ? row_bit : column_bit;
      const int other_bit = regular ? column_bit : row_bit;
      uint8_t& crossing = codes[regular ? s + other : other];
      crossing =
          static_cast<uint8_t>((crossing & ~(1 << other_bit)) | (code >> own_bit & 1) << other_bit);
    }
    least = std::min(least, CostOf(memory, task, codes.data()));
  }
  return least;
}

bool SharedCellsAgree(const MemoryOptions& memory, const TileResult& result) {
  const TileLayout layout(memory);
  const int s = memory.shared_bits;
  for (int row = 0; row < s; ++row) {
    for (int column = 0; column < s; ++column) {
      const int row_bit = layout.significance(layout.RegularIndex(row, column, result.choice));
      const int column_bit =
          layout.significance(layout.TransposedIndex(row, column, result.choice));
      if ((result.codes[row] >> row_bit & 1) != (result.codes[s + column] >> column_bit & 1)) {
        return false;
      }
    }
  }
  return true;
}

MemoryPlan PlanOf(const MemoryOptions& memory, int64_t weight_count, const Scale& scale,
                  absl::Span<const float> importance, std::vector<StuckCell> stuck_cells) {
  PlanTensor tensor{"conv1.weight", {weight_count}, scale, nullptr};
  if (!importance.empty()) {
    tensor.importance =
        std::make_shared<const std::vector<float>>(importance.begin(), importance.end());
  }
  return *MemoryPlan::Create(memory, {std::move(tensor)}, std::move(stuck_cells));
}

std::vector<float> Decoded(const MemoryPlan& plan, const EncodedTiles& encoded) {
  std::vector<float> decoded(static_cast<size_t>(plan.weight_count()));
  EXPECT_TRUE(DequantizeTiles(plan, encoded, {absl::MakeSpan(decoded)}).ok());
  return decoded;
}

std::vector<float> StratifiedGaussian(int count) { return Stratified(count, NormalQuantile); }
std::vector<float> StratifiedLaplacian(int count) { return Stratified(count, LaplaceQuantile); }

}  // namespace palimpsest

#include "common/memory/tile_encoder.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "common/base/random.h"

namespace palimpsest {
namespace {

int NearestCode(double target, int levels) {
  return static_cast<int>(std::lround(std::clamp(target, 0.0, levels - 1.0)));
}

double Cost(const TileTask& task, int words, const std::array<int, kMaxWordsPerTile>& codes) {
  double cost = 0;
  for (int word = 0; word < words; ++word) {
    const double error = task.target[word] - codes[word];
    cost += task.weight[word] * error * error;
  }
  return cost;
}

}  // namespace

TileEncoder::TileEncoder(const MemoryOptions& memory, const EncoderOptions& options)
    : memory_(memory), options_(options), layout_(memory) {
  const int s = memory.shared_bits;
  for (int row = 0; row < s; ++row) {
    for (int column = 0; column < s; ++column) {
      const int regular = layout_.RegularIndex(row, column, /*rotation=*/0);
      const int transposed = layout_.TransposedIndex(row, column, /*rotation=*/0);
      const int regular_bit = layout_.significance(regular);
      const int transposed_bit = layout_.significance(transposed);
      crossings_[row][regular] = {regular_bit, s + column, transposed_bit};
      crossings_[s + column][transposed] = {transposed_bit, row, regular_bit};
    }
  }
}

void TileEncoder::Encode(absl::Span<const TileTask> tasks, absl::Span<TileResult> results) const {
  for (size_t i = 0; i < tasks.size(); ++i) EncodeTile(tasks[i], results[i]);
}

void TileEncoder::EncodeTile(const TileTask& task, TileResult& result) const {
  const int s = memory_.shared_bits;
  if (s == 0) {
    Codes codes{NearestCode(task.target[0], memory_.levels())};
    result.codes[0] = static_cast<uint8_t>(codes[0]);
    result.rotation = 0;
    result.cost = Cost(task, /*words=*/1, codes);
    return;
  }
  const int words = 2 * s;
  bool first = true;
  for (int rotation = 0; rotation < (memory_.rotations ? s : 1); ++rotation) {
    // At rotation rho, column c plays the part of column (c + rho) mod S.
    TileTask turned = task;
    for (int column = 0; column < s; ++column) {
      turned.target[s + (column + rotation) % s] = task.target[s + column];
      turned.weight[s + (column + rotation) % s] = task.weight[s + column];
    }
    const int starts = options_.method == EncodeMethod::kJoint ? options_.starts : 1;
    for (int start = 0; start < starts; ++start) {
      Codes codes =
          start == 0 ? OwnerBits(turned) : RandomBits(SubSeed(task.seed, start * s + rotation));
      SetPrivateBits(turned, codes);
      if (options_.method == EncodeMethod::kJoint) Descend(turned, codes);
      const double cost = Cost(turned, words, codes);
      if (!first && cost >= result.cost) continue;
      first = false;
      result.cost = cost;
      result.rotation = static_cast<uint8_t>(rotation);
      for (int word = 0; word < s; ++word) {
        result.codes[word] = static_cast<uint8_t>(codes[word]);
        result.codes[s + word] = static_cast<uint8_t>(codes[s + (word + rotation) % s]);
      }
    }
  }
}

TileEncoder::Codes TileEncoder::OwnerBits(const TileTask& task) const {
  Codes codes{};
  const int s = memory_.shared_bits;
  for (int row = 0; row < s; ++row) {
    for (int m = 0; m < s; ++m) {
      const Crossing& cell = crossings_[row][m];
      const int column = cell.other_word;
      const double row_weight = std::ldexp(task.weight[row], 2 * cell.own_bit);
      const double column_weight = std::ldexp(task.weight[column], 2 * cell.other_bit);
      const bool row_owns =
          row_weight != column_weight ? row_weight > column_weight : cell.own_bit >= cell.other_bit;
      const int bit =
          row_owns ? NearestCode(task.target[row], memory_.levels()) >> cell.own_bit & 1
                   : NearestCode(task.target[column], memory_.levels()) >> cell.other_bit & 1;
      codes[row] |= bit << cell.own_bit;
      codes[column] |= bit << cell.other_bit;
    }
  }
  return codes;
}

TileEncoder::Codes TileEncoder::RandomBits(uint64_t seed) const {
  Codes codes{};
  Random random(seed);
  uint64_t bits = random();
  const int s = memory_.shared_bits;
  for (int row = 0; row < s; ++row) {
    for (int m = 0; m < s; ++m, bits >>= 1) {
      const Crossing& cell = crossings_[row][m];
      codes[row] |= static_cast<int>(bits & 1) << cell.own_bit;
      codes[cell.other_word] |= static_cast<int>(bits & 1) << cell.other_bit;
    }
  }
  return codes;
}

void TileEncoder::SetPrivateBits(const TileTask& task, Codes& codes) const {
  const int mask = layout_.private_mask();
  if (mask == 0) return;
  for (int word = 0; word < 2 * memory_.shared_bits; ++word) {
    const int shared = codes[word] & ~mask;
    double best = -1;
    for (int code = 0; code < memory_.levels(); ++code) {
      if ((code & ~mask) != shared) continue;
      const double distance = std::abs(task.target[word] - code);
      if (best >= 0 && distance >= best) continue;
      best = distance;
      codes[word] = code;
    }
  }
}

void TileEncoder::Descend(const TileTask& task, Codes& codes) const {
  const int words = 2 * memory_.shared_bits;
  int unchanged = 0;
  for (int step = 0; unchanged < words; ++step) {
    unchanged = UpdateWord(task, step % words, codes) ? 1 : unchanged + 1;
  }
}

bool TileEncoder::UpdateWord(const TileTask& task, int word, Codes& codes) const {
  std::array<double, 16> low{};
  std::array<double, 16> high{};
  std::array<double, kMaxBits> bit_cost{};
  const int s = memory_.shared_bits;
  for (int m = 0; m < s; ++m) {
    const Crossing& cell = crossings_[word][m];
    const int size = 1 << cell.other_bit;
    const double without = task.target[cell.other_word] - (codes[cell.other_word] & ~size);
    bit_cost[cell.own_bit] = task.weight[cell.other_word] * size * (size - 2 * without);
  }
  for (int code = 1; code < 16; ++code) {
    const int lowest = code & -code;
    const int bit = lowest == 1 ? 0 : lowest == 2 ? 1 : lowest == 4 ? 2 : 3;
    low[code] = low[code - lowest] + bit_cost[bit];
    high[code] = high[code - lowest] + bit_cost[4 + bit];
  }
  const auto cost = [&](int code) {
    return task.weight[word] * code * (code - 2 * task.target[word]) + low[code & 15] +
           high[code >> 4];
  };
  int best = codes[word];
  double best_cost = cost(best);
  for (int code = 0; code < memory_.levels(); ++code) {
    const double code_cost = cost(code);
    if (code_cost < best_cost - 1e-9 * std::abs(best_cost)) {
      best_cost = code_cost;
      best = code;
    }
  }
  const int changed = best ^ codes[word];
  if (changed == 0) return false;
  codes[word] = best;
  for (int m = 0; m < s; ++m) {
    const Crossing& cell = crossings_[word][m];
    if (changed >> cell.own_bit & 1) codes[cell.other_word] ^= 1 << cell.other_bit;
  }
  return true;
}

}  // namespace palimpsest

#include "common/memory/stuck_tile_encoder.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "common/base/random.h"
#include "common/memory/tile_cells.h"

namespace palimpsest {
namespace {

constexpr int kMaxLevels = 1 << kMaxBits;
// A change must gain more than this share of the tile's cost: less may be rounding.
constexpr double kLeastGain = 1e-12;

// Where a shared bit lies in the other word of its cell.
struct Crossing {
  int word = -1;  // -1 for private bits
  int bit = 0;
};

// One search: a tile at one rotation from one start.
class Search {
 public:
  Search(const MemoryOptions& memory, const TileLayout& layout, const TileTask& task,
         absl::Span<const StuckCell> stuck_cells, int rotation)
      : memory_(memory), task_(task), words_(memory.words_per_tile()) {
    std::array<WordBit, kMaxCellsPerTile> first;
    ForEachBit(memory, layout, rotation, [&](int cell, int word, int bit) {
      if (layout.private_mask() >> bit & 1) {
        private_mask_[word] |= 1 << bit;
      } else if (first[cell].word < 0) {
        first[cell] = {word, bit};
      } else {
        crossings_[word][bit] = {first[cell].word, first[cell].bit};
        crossings_[first[cell].word][first[cell].bit] = {word, bit};
      }
      for (const StuckCell& stuck : stuck_cells) {
        if (stuck.cell != cell) continue;
        fixed_mask_[word] |= 1 << bit;
        if (stuck.value) fixed_bits_[word] |= 1 << bit;
      }
    });
  }

  // Gives each cell the bit that the word in which it weighs more wants, or the one it is stuck at,
  // and each word its best private bits.
  void SetOwnerBits(const std::array<int, kMaxWordsPerTile>& wanted) {
    for (int word = 0; word < words_; ++word) {
      int code = fixed_bits_[word];
      for (int bit = 0; bit < memory_.bits; ++bit) {
        const Crossing& other = crossings_[word][bit];
        if (other.word < 0 || fixed_mask_[word] >> bit & 1) continue;
        const int owner_code =
            Owns(word, bit, other) ? wanted[word] >> bit : wanted[other.word] >> other.bit;
        code |= (owner_code & 1) << bit;
      }
      codes_[word] = BestPrivateBits(word, code);
    }
  }

  // Words take turns until none finds a better code.
  void Descend() {
    constexpr int kMaxRounds = 64;
    int unchanged = 0;
    for (int step = 0; unchanged < words_ && step < kMaxRounds * words_; ++step) {
      unchanged = UpdateWord(step % words_) ? 1 : unchanged + 1;
    }
  }

  double Cost() const {
    double cost = 0;
    for (int word = 0; word < words_; ++word) cost += CostOf(word, codes_[word]);
    return cost;
  }

  const std::array<int, kMaxWordsPerTile>& codes() const { return codes_; }

 private:
  struct WordBit {
    int word = -1;
    int bit = 0;
  };

  double CostOf(int word, int code) const {
    const double error = task_.target[word] - code;
    return task_.weight[word] * error * error;
  }

  // Whether a bit weighs more in `word` than in the other word of its cell; a tie goes to the
  // higher bit, then to the regular word.
  bool Owns(int word, int bit, const Crossing& other) const {
    const double own = std::ldexp(task_.weight[word], 2 * bit);
    const double others = std::ldexp(task_.weight[other.word], 2 * other.bit);
    if (own != others) return own > others;
    return bit != other.bit ? bit > other.bit : word < other.word;
  }

  bool Allows(int word, int code) const { return (code & fixed_mask_[word]) == fixed_bits_[word]; }

  // The best code with the shared bits of `code`.
  int BestPrivateBits(int word, int code) const {
    const int shared = code & ~private_mask_[word];
    int best = -1;
    for (int candidate = 0; candidate < memory_.levels(); ++candidate) {
      if ((candidate & ~private_mask_[word]) != shared || !Allows(word, candidate)) continue;
      if (best < 0 || CostOf(word, candidate) < CostOf(word, best)) best = candidate;
    }
    return best;
  }

  // The cost of the word with which it shares `bit`, were the bit `value`.
  double CostOfOther(const Crossing& other, int value) const {
    const int cleared = codes_[other.word] & ~(1 << other.bit);
    return CostOf(other.word, cleared | value << other.bit);
  }

  bool UpdateWord(int word) {
    // What setting each bit costs the others, and the sums over all subsets of bits.
    std::array<double, kMaxBits> bit_cost{};
    for (int bit = 0; bit < memory_.bits; ++bit) {
      const Crossing& other = crossings_[word][bit];
      if (other.word >= 0) bit_cost[bit] = CostOfOther(other, 1) - CostOfOther(other, 0);
    }
    std::array<double, kMaxLevels> others;
    others[0] = 0;
    for (int bit = 0; bit < memory_.bits; ++bit) {
      for (int rest = 0; rest < 1 << bit; ++rest) {
        others[(1 << bit) + rest] = others[rest] + bit_cost[bit];
      }
    }
    const int old_code = codes_[word];
    const double old_cost = CostOf(word, old_code) + others[old_code];
    int best = old_code;
    double best_cost = old_cost;
    for (int code = 0; code < memory_.levels(); ++code) {
      if (!Allows(word, code)) continue;
      const double cost = CostOf(word, code) + others[code];
      if (cost < best_cost) {
        best = code;
        best_cost = cost;
      }
    }
    if (old_cost - best_cost <= kLeastGain * Cost()) return false;
    codes_[word] = best;
    for (int bit = 0; bit < memory_.bits; ++bit) {
      const Crossing& other = crossings_[word][bit];
      if (other.word >= 0 && (best ^ old_code) >> bit & 1) codes_[other.word] ^= 1 << other.bit;
    }
    return true;
  }

  const MemoryOptions& memory_;
  const TileTask& task_;
  const int words_;
  std::array<std::array<Crossing, kMaxBits>, kMaxWordsPerTile> crossings_;
  std::array<int, kMaxWordsPerTile> private_mask_{};
  std::array<int, kMaxWordsPerTile> fixed_mask_{};  // bits that are stuck
  std::array<int, kMaxWordsPerTile> fixed_bits_{};  // and what they are stuck at
  std::array<int, kMaxWordsPerTile> codes_{};
};

// What each word would like to hold: the nearest code, for other starts than the first moved at
// random by up to a quarter of the range.
std::array<int, kMaxWordsPerTile> Wanted(const MemoryOptions& memory, const TileTask& task,
                                         int start, int rotation) {
  Random random(SubSeed(task.seed, static_cast<uint64_t>(start * memory.choices() + rotation)));
  std::array<int, kMaxWordsPerTile> wanted{};
  for (int word = 0; word < memory.words_per_tile(); ++word) {
    const double shift = start == 0 ? 0 : (random.Uniform() - 0.5) * memory.levels() / 2;
    const double code = std::clamp(task.target[word] + shift, 0.0, memory.levels() - 1.0);
    wanted[word] = static_cast<int>(std::lround(code));
  }
  return wanted;
}

}  // namespace

StuckTileEncoder::StuckTileEncoder(const MemoryOptions& memory, const EncoderOptions& options)
    : memory_(memory), options_(options), layout_(memory) {}

TileResult StuckTileEncoder::Encode(const TileTask& task,
                                    absl::Span<const StuckCell> stuck_cells) const {
  const bool joint = options_.method == EncodeMethod::kJoint;
  TileResult best;
  bool found = false;
  for (int rotation = 0; rotation < memory_.choices(); ++rotation) {
    Search search(memory_, layout_, task, stuck_cells, rotation);
    for (int start = 0; start < (joint ? options_.starts : 1); ++start) {
      search.SetOwnerBits(Wanted(memory_, task, start, rotation));
      if (joint) search.Descend();
      const double cost = search.Cost();
      if (found && cost >= best.cost) continue;
      found = true;
      std::copy(search.codes().begin(), search.codes().end(), best.codes.begin());
      best.choice = static_cast<uint8_t>(rotation);
      best.cost = cost;
    }
  }
  return best;
}

}  // namespace palimpsest

#include "common/memory/tile_search.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "common/memory/tile_search.cc"
#include "hwy/foreach_target.h"
// Must come after foreach_target.h.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace palimpsest {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using FloatTag = hn::CappedTag<float, kSearchLanes>;
using IntTag = hn::RebindToSigned<FloatTag>;
using Float = hn::Vec<FloatTag>;
using Int = hn::Vec<IntTag>;

// This file is compiled without contraction of a * b + c into one rounding, and uses no MulAdd, so
// that all machines get the same bits.

// The lanes [lane, lane + Lanes) of a batch.
struct Lanes {
  SearchBatch& batch;
  size_t lane;
  FloatTag f;
  IntTag i;

  HWY_INLINE Float Target(int word) const { return hn::Load(f, batch.target[word] + lane); }
  HWY_INLINE Float Weight(int word) const { return hn::Load(f, batch.weight[word] + lane); }
  HWY_INLINE Int Code(int word) const { return hn::Load(i, batch.code[word] + lane); }
  HWY_INLINE void SetCode(int word, Int code) const { hn::Store(code, i, batch.code[word] + lane); }
  HWY_INLINE Float TwiceError(int word) const {
    return hn::Load(f, batch.twice_error[word] + lane);
  }
  HWY_INLINE void SetTwiceError(int word, Float error) const {
    hn::Store(error, f, batch.twice_error[word] + lane);
  }
  // Twice the difference of the word's target and its code.
  HWY_INLINE void RefreshError(int word) const {
    const Float error = hn::Sub(Target(word), hn::ConvertTo(f, Code(word)));
    SetTwiceError(word, hn::Add(error, error));
  }
};

// Sums over all subsets of kCount bits that cost `cost`: sums[i] becomes `sum` and the cost of the
// bits that are set in i. To be called with subset 0. A tree of additions in registers: loops would
// wait for what they have just stored.
template <int kCount>
HWY_INLINE void SubsetSums(FloatTag f, const float* cost, Float sum, int subset, float* sums) {
  const size_t n = hn::Lanes(f);
  if constexpr (kCount == 0) {
    hn::Store(sum, f, sums + subset * n);
  } else {
    constexpr int kBit = kCount - 1;
    SubsetSums<kBit>(f, cost, sum, subset, sums);
    SubsetSums<kBit>(f, cost, hn::Add(sum, hn::Load(f, cost + kBit * n)), subset | 1 << kBit, sums);
  }
}

// The sign bits of integers, as those of floats.
HWY_INLINE Float SignOf(Int bits) {
  const IntTag i;
  return hn::BitCast(FloatTag(), hn::And(bits, hn::Set(i, static_cast<int32_t>(0x80000000u))));
}

// Above any cost.
constexpr float kInfinite = 1e30f;

// Words of B = kLow + kHigh bits. A code is H + l, l its kLow low bits.
template <int kLow, int kHigh>
struct Search {
  static constexpr int kBits = kLow + kHigh;
  static constexpr int kStep = 1 << kLow;
  static constexpr int kMaxHigh = (1 << kHigh) - 1;
  static constexpr int kChunk = kStep < 8 ? kStep : 8;

  // Gives each cell the bit that the word in which it weighs more (weight times 4^bit) has there; a
  // tie goes to the higher bit, then to the regular word. Sets the regular words, to shared bits
  // only.
  static HWY_INLINE void SetOwnerBits(const SearchPlan& plan, const Lanes& lanes) {
    for (int row = 0; row < plan.shared_bits; ++row) {
      const Int wanted = lanes.Code(row);
      Int code = hn::Zero(lanes.i);
      for (int bit = 0; bit < kBits; ++bit) {
        const SearchPlan::Crossing& crossing = plan.crossings[row][bit];
        if (crossing.word < 0) continue;
        const int32_t own_mask = 1 << bit;
        const float own_size = static_cast<float>(own_mask);
        const Float own = hn::Mul(lanes.Weight(row), hn::Set(lanes.f, own_size * own_size));
        const Float other =
            hn::Mul(lanes.Weight(crossing.word), hn::Set(lanes.f, crossing.size * crossing.size));
        const auto own_wins = own_mask >= crossing.mask ? hn::Ge(own, other) : hn::Gt(own, other);
        const auto own_bit = hn::TestBit(wanted, hn::Set(lanes.i, own_mask));
        const auto other_bit =
            hn::TestBit(lanes.Code(crossing.word), hn::Set(lanes.i, crossing.mask));
        const auto owner = hn::RebindMask(lanes.i, own_wins);
        const auto bit_set = hn::Or(hn::And(owner, own_bit), hn::AndNot(owner, other_bit));
        code = hn::Or(code, hn::IfThenElseZero(bit_set, hn::Set(lanes.i, own_mask)));
      }
      lanes.SetCode(row, code);
    }
  }

  // Copies the shared bits of the regular words into the transposed words.
  static HWY_INLINE void CopyToTransposed(const SearchPlan& plan, const Lanes& lanes) {
    for (int column = 0; column < plan.shared_bits; ++column) {
      Int code = hn::Zero(lanes.i);
      for (int bit = 0; bit < kBits; ++bit) {
        const SearchPlan::Crossing& crossing = plan.crossings[plan.shared_bits + column][bit];
        if (crossing.word < 0) continue;
        const auto bit_set =
            hn::TestBit(lanes.Code(crossing.word), hn::Set(lanes.i, crossing.mask));
        code = hn::Or(code, hn::IfThenElseZero(bit_set, hn::Set(lanes.i, 1 << bit)));
      }
      lanes.SetCode(plan.shared_bits + column, code);
    }
  }

  // Gives each word the best private bits for its shared bits. They are neighbours in the middle of
  // the code, so that is a division.
  static HWY_INLINE void SetPrivateBits(const SearchPlan& plan, const Lanes& lanes) {
    if (plan.private_mask == 0) return;
    const float unit = static_cast<float>(plan.private_mask & -plan.private_mask);
    const Float largest = hn::Set(lanes.f, static_cast<float>(plan.private_mask) / unit);
    for (int word = 0; word < 2 * plan.shared_bits; ++word) {
      const Float rest = hn::Sub(lanes.Target(word), hn::ConvertTo(lanes.f, lanes.Code(word)));
      const Float quotient =
          hn::Floor(hn::Add(hn::Mul(rest, hn::Set(lanes.f, 1 / unit)), hn::Set(lanes.f, 0.5f)));
      const Float limited = hn::Min(hn::Max(quotient, hn::Zero(lanes.f)), largest);
      const Int bits = hn::ConvertTo(lanes.i, hn::Mul(limited, hn::Set(lanes.f, unit)));
      lanes.SetCode(word, hn::Or(lanes.Code(word), bits));
    }
  }

  // What an update needs of a word that never changes.
  static HWY_INLINE void Prepare(const Lanes& lanes, int word) {
    // The distance from target - l, for any l, to the nearest H: half a step within the range.
    const Float target = lanes.Target(word);
    const Float below = hn::Sub(hn::Set(lanes.f, static_cast<float>(kStep - 1)), target);
    const Float above = hn::Sub(target, hn::Set(lanes.f, static_cast<float>(kMaxHigh * kStep)));
    const Float reach =
        hn::Max(hn::Set(lanes.f, 0.5f * static_cast<float>(kStep)), hn::Max(below, above));
    hn::Store(hn::Mul(reach, reach), lanes.f, lanes.batch.squared_reach[word] + lanes.lane);
    const Float inverse =
        hn::Div(hn::Set(lanes.f, 1.0f), hn::Max(lanes.Weight(word), hn::Set(lanes.f, 1e-25f)));
    hn::Store(inverse, lanes.f, lanes.batch.inverse_weight[word] + lanes.lane);
    lanes.RefreshError(word);
  }

  // The costs that a code of a word has for the words it shares cells with: low[l] + high[h] for
  // the code h * kStep + l, relative to `old_code`, which keeps the numbers of good codes small.
  // The spans are the sums of the absolute costs of the bits of each half.
  static HWY_INLINE void ComputeCosts(const SearchPlan::Crossing* crossings, const Lanes& lanes,
                                      Int old_code, float* low, float* high, Float& low_span,
                                      Float& high_span) {
    const FloatTag f;
    const size_t n = hn::Lanes(f);
    HWY_ALIGN float cost[kBits * kSearchLanes];
    Float low_now = hn::Zero(f);  // of the bits as they are
    Float high_now = hn::Zero(f);
    low_span = high_span = hn::Zero(f);
    Int bits = hn::ShiftLeft<32 - kBits>(old_code);  // the bit in question is the sign
    HWY_UNROLL(8)
    for (int bit = kBits - 1; bit >= 0; --bit) {
      Float bit_cost = hn::Zero(f);
      const SearchPlan::Crossing& crossing = crossings[bit];
      if (crossing.word >= 0) {
        // What setting the bit rather than clearing it costs: with the error e of the other word as
        // it is, a ((e + b size - size)^2 - (e + b size)^2), b the bit as it is.
        const Float signed_size_squared =
            hn::Xor(hn::Set(f, crossing.size * crossing.size), SignOf(bits));
        bit_cost = hn::Mul(lanes.Weight(crossing.word),
                           hn::Sub(signed_size_squared, hn::Mul(lanes.TwiceError(crossing.word),
                                                                hn::Set(f, crossing.size))));
        const Float now = hn::And(bit_cost, hn::BitCast(f, hn::ShiftRight<31>(bits)));
        if (bit < kLow) {
          low_now = hn::Add(low_now, now);
          low_span = hn::Add(low_span, hn::Abs(bit_cost));
        } else {
          high_now = hn::Add(high_now, now);
          high_span = hn::Add(high_span, hn::Abs(bit_cost));
        }
      }
      hn::Store(bit_cost, f, cost + bit * n);
      bits = hn::Add(bits, bits);
    }
    SubsetSums<kLow>(f, cost, hn::Neg(low_now), /*subset=*/0, low);
    SubsetSums<kHigh>(f, cost + kLow * n, hn::Neg(high_now), /*subset=*/0, high);
  }

  // The upper halves H that can be best for some l in some lane are first..last. For any l, the
  // best H is no further from target - l than `reach`: the square of the distance of the nearest is
  // at most squared_reach, and the costs of two values of H differ by at most high_span.
  static HWY_INLINE void HighRange(const Lanes& lanes, int word, Float high_span, int& first,
                                   int& last) {
    const FloatTag f;
    const Float squared_reach = hn::Load(f, lanes.batch.squared_reach[word] + lanes.lane);
    const Float inverse_weight = hn::Load(f, lanes.batch.inverse_weight[word] + lanes.lane);
    const Float distance = hn::Sqrt(hn::Add(squared_reach, hn::Mul(high_span, inverse_weight)));
    // A little more, for the rounding.
    const Float reach = hn::Add(hn::Mul(hn::Set(f, 1.001f), distance), hn::Set(f, 0.01f));
    const Float target = lanes.Target(word);
    const Float lowest = hn::Sub(hn::Sub(target, hn::Set(f, static_cast<float>(kStep - 1))), reach);
    const Float highest = hn::Add(target, reach);
    const Float per_step = hn::Set(f, 1.0f / static_cast<float>(kStep));
    const Float first_high = hn::Max(hn::Ceil(hn::Mul(lowest, per_step)), hn::Zero(f));
    const Float last_high =
        hn::Min(hn::Floor(hn::Mul(highest, per_step)), hn::Set(f, static_cast<float>(kMaxHigh)));
    first = static_cast<int>(hn::GetLane(hn::MinOfLanes(f, first_high)));
    last = static_cast<int>(hn::GetLane(hn::MaxOfLanes(f, last_high)));
  }

  // The least cost of all codes and the lower half that reaches it. With target x and weight a, a
  // code costs  a (x - H)^2 + high[H] - 2 a (x - H) l  +  a l^2 + low[l].
  static HWY_INLINE void FindBestLow(Float target, Float weight, const float* low,
                                     const float* high, int first, int last, Float& best,
                                     Float& best_low) {
    const FloatTag f;
    const size_t n = hn::Lanes(f);
    best = hn::Set(f, kInfinite);
    best_low = hn::Zero(f);
    for (int chunk = 0; chunk < kStep; chunk += kChunk) {
      // The minimum over H for each l of the chunk, in registers.
      Float m0 = hn::Set(f, kInfinite);
      Float m1 = m0, m2 = m0, m3 = m0, m4 = m0, m5 = m0, m6 = m0, m7 = m0;
      for (int h = first; h <= last; ++h) {
        const Float rest = hn::Sub(target, hn::Set(f, static_cast<float>(h * kStep)));
        const Float weighed = hn::Mul(weight, rest);
        const Float slope = hn::Mul(weighed, hn::Set(f, -2.0f));
        Float value = hn::Add(hn::Add(hn::Mul(weighed, rest), hn::Load(f, high + h * n)),
                              hn::Mul(slope, hn::Set(f, static_cast<float>(chunk))));
        m0 = hn::Min(m0, value);
        value = hn::Add(value, slope);
        m1 = hn::Min(m1, value);
        if (kChunk > 2) {
          value = hn::Add(value, slope);
          m2 = hn::Min(m2, value);
          value = hn::Add(value, slope);
          m3 = hn::Min(m3, value);
        }
        if (kChunk > 4) {
          value = hn::Add(value, slope);
          m4 = hn::Min(m4, value);
          value = hn::Add(value, slope);
          m5 = hn::Min(m5, value);
          value = hn::Add(value, slope);
          m6 = hn::Min(m6, value);
          value = hn::Add(value, slope);
          m7 = hn::Min(m7, value);
        }
      }
      const auto consider = [&](int l, Float over_high) HWY_ATTR {
        const Float square = hn::Set(f, static_cast<float>(l * l));
        const Float value =
            hn::Add(over_high, hn::Add(hn::Load(f, low + l * n), hn::Mul(weight, square)));
        best_low = hn::IfThenElse(hn::Lt(value, best), hn::Set(f, static_cast<float>(l)), best_low);
        best = hn::Min(best, value);
      };
      consider(chunk, m0);
      consider(chunk + 1, m1);
      if (kChunk > 2) {
        consider(chunk + 2, m2);
        consider(chunk + 3, m3);
      }
      if (kChunk > 4) {
        consider(chunk + 4, m4);
        consider(chunk + 5, m5);
        consider(chunk + 6, m6);
        consider(chunk + 7, m7);
      }
    }
  }

  // The best H for the lower half `low`.
  static HWY_INLINE Float FindBestHigh(Float target, Float weight, Float low, const float* high,
                                       int first, int last) {
    const FloatTag f;
    const size_t n = hn::Lanes(f);
    Float best = hn::Set(f, kInfinite);
    Float best_high = hn::Zero(f);
    for (int h = first; h <= last; ++h) {
      const Float index = hn::Set(f, static_cast<float>(h * kStep));
      const Float rest = hn::Sub(target, index);
      const Float weighed = hn::Mul(weight, rest);
      const Float value = hn::Add(hn::Add(hn::Mul(weighed, rest), hn::Load(f, high + h * n)),
                                  hn::Mul(hn::Mul(weighed, hn::Set(f, -2.0f)), low));
      best_high = hn::IfThenElse(hn::Lt(value, best), index, best_high);
      best = hn::Min(best, value);
    }
    return best_high;
  }

  // Flips the cells of the `flipped` bits of a word in the words that share them.
  static HWY_INLINE void FlipShared(const SearchPlan::Crossing* crossings, const Lanes& lanes,
                                    Int old_code, Int flipped) {
    const FloatTag f;
    const IntTag i;
    Int flips = hn::ShiftLeft<32 - kBits>(flipped);
    Int olds = hn::ShiftLeft<32 - kBits>(old_code);
    for (int bit = kBits - 1; bit >= 0; --bit) {
      const SearchPlan::Crossing& crossing = crossings[bit];
      if (crossing.word >= 0) {
        const Int here = hn::ShiftRight<31>(flips);
        lanes.SetCode(crossing.word,
                      hn::Xor(lanes.Code(crossing.word), hn::And(here, hn::Set(i, crossing.mask))));
        // A bit that gets set takes its size from the error.
        const Float change = hn::Xor(hn::Set(f, -2 * crossing.size), SignOf(olds));
        lanes.SetTwiceError(crossing.word, hn::Add(lanes.TwiceError(crossing.word),
                                                   hn::And(change, hn::BitCast(f, here))));
      }
      flips = hn::Add(flips, flips);
      olds = hn::Add(olds, olds);
    }
  }

  // Gives one word its best code. True if it changed in any lane.
  static HWY_NOINLINE bool UpdateWord(const SearchPlan& plan, const Lanes& lanes, int word) {
    const FloatTag f;
    const IntTag i;
    const SearchPlan::Crossing* crossings = plan.crossings[word];
    const Int old_code = lanes.Code(word);
    HWY_ALIGN float low[(1 << kLow) * kSearchLanes];
    HWY_ALIGN float high[(1 << kHigh) * kSearchLanes];
    Float low_span, high_span;
    ComputeCosts(crossings, lanes, old_code, low, high, low_span, high_span);
    int first, last;
    HighRange(lanes, word, high_span, first, last);
    const Float target = lanes.Target(word);
    const Float weight = lanes.Weight(word);
    Float best, best_low;
    FindBestLow(target, weight, low, high, first, last, best, best_low);

    // Gains that rounding may have made up do not count; that also ends the descent.
    const Float now = hn::Mul(hn::Mul(weight, hn::Set(f, 0.25f)),
                              hn::Mul(lanes.TwiceError(word), lanes.TwiceError(word)));
    const Float margin = hn::Mul(hn::Set(f, 0x1p-22f), hn::Add(hn::Add(low_span, high_span), now));
    const auto better = hn::Lt(hn::Add(best, margin), now);
    if (hn::AllFalse(f, better)) return false;

    const Float best_high = FindBestHigh(target, weight, best_low, high, first, last);
    const Int new_code = hn::IfThenElse(hn::RebindMask(i, better),
                                        hn::ConvertTo(i, hn::Add(best_high, best_low)), old_code);
    const Int flipped = hn::Xor(new_code, old_code);
    if (hn::AllTrue(i, hn::Eq(flipped, hn::Zero(i)))) return false;
    lanes.SetCode(word, new_code);
    lanes.RefreshError(word);
    FlipShared(crossings, lanes, old_code, flipped);
    return true;
  }

  static HWY_INLINE void Run(const SearchPlan& plan, SearchBatch& batch) {
    const int words = 2 * plan.shared_bits;
    for (size_t lane = 0; lane < kSearchLanes; lane += hn::Lanes(FloatTag())) {
      const Lanes lanes{batch, lane, FloatTag(), IntTag()};
      SetOwnerBits(plan, lanes);
      CopyToTransposed(plan, lanes);
      SetPrivateBits(plan, lanes);
      if (!plan.descend) continue;
      for (int word = 0; word < words; ++word) Prepare(lanes, word);
      // Every update lowers the cost, but single precision may tell a tie from a gain wrongly, so
      // the number of rounds is limited; they are two to five as a rule.
      constexpr int kMaxRounds = 64;
      int unchanged = 0;
      for (int step = 0; unchanged < words && step < kMaxRounds * words; ++step) {
        unchanged = UpdateWord(plan, lanes, step % words) ? 1 : unchanged + 1;
      }
    }
  }
};

void SearchTilesHere(const SearchPlan& plan, SearchBatch& batch) {
  switch (plan.bits) {
    case 2:
      return Search<1, 1>::Run(plan, batch);
    case 3:
      return Search<1, 2>::Run(plan, batch);
    case 4:
      return Search<2, 2>::Run(plan, batch);
    case 5:
      return Search<2, 3>::Run(plan, batch);
    case 6:
      return Search<3, 3>::Run(plan, batch);
    case 7:
      return Search<3, 4>::Run(plan, batch);
    default:
      return Search<4, 4>::Run(plan, batch);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace palimpsest
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace palimpsest {

HWY_EXPORT(SearchTilesHere);

void SearchTiles(const SearchPlan& plan, SearchBatch& batch) {
  HWY_DYNAMIC_DISPATCH(SearchTilesHere)(plan, batch);
}

}  // namespace palimpsest
#endif  // HWY_ONCE

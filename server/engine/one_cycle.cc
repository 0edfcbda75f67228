#include "server/engine/one_cycle.h"

#include <cmath>

namespace palimpsest {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kRisingShare = 0.3;
constexpr double kInitialDivisor = 25;
constexpr double kFinalDivisor = 1e4;

double Anneal(double from, double to, double share) {
  return to + (from - to) / 2 * (std::cos(kPi * share) + 1);
}

}  // namespace

double OneCycleLearningRate(int64_t step, int64_t total_steps, double peak) {
  const double initial = peak / kInitialDivisor;
  const double rising_end = kRisingShare * static_cast<double>(total_steps) - 1;
  const double last = static_cast<double>(total_steps) - 1;
  const double at = static_cast<double>(step);
  // In runs of so few steps that none rises, it only falls.
  if (at <= rising_end && rising_end > 0) return Anneal(initial, peak, at / rising_end);
  if (last <= rising_end || last <= 0) return peak;
  return Anneal(peak, initial / kFinalDivisor,
                (at - std::fmax(rising_end, 0)) / (last - std::fmax(rising_end, 0)));
}

}  // namespace palimpsest

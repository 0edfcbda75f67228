#include "server/engine/layer_result.h"

namespace palimpsest {

v1::LayerResult ToLayerResult(const std::string& name, const LayerReport& report) {
  v1::LayerResult result;
  result.set_name(name);
  result.set_weights(report.weights);
  result.set_alpha(report.alpha);
  result.set_delta(report.delta);
  result.set_zero_point(report.zero_point);
  result.set_alpha_over_sigma(report.alpha_over_sigma);
  result.set_alpha_over_max(report.alpha_over_max);
  result.set_clipped_fraction(report.clipped_fraction);
  result.set_sqnr_db(report.sqnr_db);
  result.set_mse(report.mse);
  result.set_tiles(report.memory.tiles);
  result.set_cells(report.memory.total_cells());
  result.set_padding_words(report.memory.padding_words());
  result.set_capacity_factor(report.memory.capacity_factor());
  return result;
}

}  // namespace palimpsest

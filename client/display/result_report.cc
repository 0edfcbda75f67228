#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/display/format.h"
#include "client/display/job_report.h"
#include "client/display/table.h"
#include "common/job/proto_time.h"

namespace palimpsest {
namespace {

using Align = Table::Align;

std::string Loss(double loss) { return absl::StrFormat("%.4f", loss); }

std::string PortionText(absl::string_view prefix, const v1::PortionResult& portion) {
  return absl::StrFormat("%s%g frozen", prefix, portion.portion());
}

// "plain 8 bits", or "plain" where the layers' words differ.
std::string PlainText(const google::protobuf::RepeatedPtrField<v1::LayerResult>& layers) {
  for (const v1::LayerResult& layer : layers) {
    if (layer.bits() != layers[0].bits()) return "plain";
  }
  return layers.empty() ? "plain" : absl::StrCat("plain ", layers[0].bits(), " bits");
}

std::string RenderAccuracies(const v1::JobResult& result) {
  Table table({{""}, {"ACCURACY", Align::kRight}, {"LOSS", Align::kRight}});
  const auto add = [&table](const std::string& what, double accuracy, double loss) {
    table.AddRow({what, PercentText(accuracy), Loss(loss)});
  };
  add("float", result.float_accuracy(), result.float_loss());
  add(PlainText(result.layers()), result.plain_accuracy(), result.plain_loss());
  add("one shot", result.one_shot_accuracy(), result.one_shot_loss());
  for (const v1::PortionResult& portion : result.portions()) {
    add(PortionText("", portion), portion.accuracy(), portion.loss());
  }
  add("final", result.final_accuracy(), result.final_loss());
  if (result.has_equal_capacity()) {
    const v1::BaselineResult& baseline = result.equal_capacity();
    const std::string prefix = baseline.bits() == 0
                                   ? std::string("plain, as many cells, ")
                                   : absl::StrCat("plain ", baseline.bits(), " bits, ");
    table.AddRow({absl::StrCat(prefix, "one shot"), PercentText(baseline.one_shot_accuracy()), ""});
    for (const v1::PortionResult& portion : baseline.portions()) {
      add(PortionText(prefix, portion), portion.accuracy(), portion.loss());
    }
    table.AddRow({absl::StrCat(prefix, "final"), PercentText(baseline.final_accuracy()), ""});
  }
  return table.Render();
}

std::string RenderCapacity(const v1::JobResult& result) {
  std::string text = ReportLine(
      "capacity",
      absl::StrFormat(
          "%.3f cells per weight, %.2fx; %s weights encoded, %s parameters in floating point",
          result.cells_per_weight(), result.capacity_factor(), CountText(result.encoded_weights()),
          CountText(result.float_parameters())));
  if (result.has_equal_capacity()) {
    absl::StrAppend(
        &text, ReportLine("baseline", absl::StrFormat("%.3f cells per weight",
                                                      result.equal_capacity().cells_per_weight())));
  }
  return text;
}

std::string RenderLayers(const google::protobuf::RepeatedPtrField<v1::LayerResult>& layers) {
  Table table({{"LAYER"},
               {"WEIGHTS", Align::kRight},
               {"BITS", Align::kRight},
               {"SHARED", Align::kRight},
               {"CLIP (ALPHA)", Align::kRight},
               {"STEP (DELTA)", Align::kRight},
               {"ALPHA/SIGMA", Align::kRight},
               {"ALPHA/MAX", Align::kRight},
               {"CLIPPED", Align::kRight},
               {"SQNR dB", Align::kRight},
               {"TILES", Align::kRight},
               {"PADDING", Align::kRight},
               {"CAPACITY", Align::kRight}});
  for (const v1::LayerResult& layer : layers) {
    table.AddRow(
        {layer.name(), CountText(layer.weights()), absl::StrCat(layer.bits()),
         absl::StrCat(layer.shared_bits()), absl::StrFormat("%.5f", layer.alpha()),
         absl::StrFormat("%.6f", layer.delta()), absl::StrFormat("%.2f", layer.alpha_over_sigma()),
         absl::StrFormat("%.3f", layer.alpha_over_max()), PercentText(layer.clipped_fraction()),
         absl::StrFormat("%.2f", layer.sqnr_db()), CountText(layer.tiles()),
         CountText(layer.padding_words()), absl::StrFormat("%.2fx", layer.capacity_factor())});
  }
  return table.Render();
}

std::string RenderProvenance(const v1::Provenance& provenance) {
  const std::string line = absl::StrFormat(
      "build %s, LibTorch %s, %s with %d threads, seed %d, %s wall time%s", provenance.build_id(),
      provenance.libtorch_version(), provenance.device(), provenance.threads(), provenance.seed(),
      DurationText(FromProto(provenance.wall_time())),
      provenance.float_baseline_cached() ? ", float baseline from the cache" : "");
  return ReportLine("provenance", line);
}

}  // namespace

std::string RenderResult(const v1::JobResult& result) {
  return absl::StrCat(RenderAccuracies(result), "\n", RenderCapacity(result), "\n",
                      RenderLayers(result.layers()), "\n", RenderProvenance(result.provenance()));
}

}  // namespace palimpsest

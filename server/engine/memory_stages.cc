#include "server/engine/memory_stages.h"

#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "common/base/stop_token.h"
#include "common/job/proto_time.h"
#include "common/memory/encoder.h"
#include "common/retraining/frozen_tiles.h"
#include "common/retraining/layer_report.h"
#include "common/scaling/choose_scale.h"
#include "server/engine/layer_records.h"
#include "server/engine/layer_result.h"

namespace palimpsest {
namespace {

// How many starts the encoder tries for each tile.
int EncoderTries(const EncoderOptions& encoder, const MemoryOptions& memory) {
  return memory.shared_bits == 0 || encoder.method == EncodeMethod::kOwnerBits ? 1 : encoder.starts;
}

// The bits of all words; 0 where layers differ.
int CommonBits(const std::vector<GroupImage>& images) {
  for (const GroupImage& image : images) {
    if (image.plan.memory().bits != images[0].plan.memory().bits) return 0;
  }
  return images.empty() ? 0 : images[0].plan.memory().bits;
}

// Where the layers of the memory at hand are reported; nowhere if only its accuracy is asked for.
google::protobuf::RepeatedPtrField<v1::LayerResult>* ReportsOf(v1::RunRecord& record) {
  switch (record.memory()) {
    case v1::RunRecord::NO_OVERLAP:
      return nullptr;
    case v1::RunRecord::EQUAL_CAPACITY:
      return record.mutable_result()->mutable_equal_capacity()->mutable_layers();
    default:
      return record.mutable_result()->mutable_layers();
  }
}

void LogLayer(const v1::LayerResult& result, const MemoryOptions& memory, RunEvents& events) {
  events.Log(v1::LogLine::INFO,
             absl::StrFormat("%s: B=%d S=%d alpha %.4g = %.2f sigma, SQNR %.2f dB, %.2f %% clipped",
                             result.name(), memory.bits, memory.shared_bits, result.alpha(),
                             result.alpha_over_sigma(), result.sqnr_db(),
                             100 * result.clipped_fraction()));
}

absl::StatusOr<RunState> FreezeUpTo(double portion, const JobSetup& setup, StageIo& io,
                                    RunState state) {
  ASSIGN_OR_RETURN(std::vector<FrozenTiles> layers, RestoreLayers(setup, state.record));
  for (size_t l = 0; l < layers.size(); ++l) {
    RETURN_IF_ERROR(StopToken(io.events).Check());
    const WeightInfo& weight = setup.weights[l];
    FrozenTiles& layer = layers[l];
    ASSIGN_OR_RETURN(const LayerSetup own, SetupOfLayer(setup, weight, state.record.memory()));
    const PortionOptions options = {portion, own.order,
                                    SubSeed(setup.spec().seed(), kTileOrderPart)};
    ASSIGN_OR_RETURN(const Encoder encoder, Encoder::Create(layer.plan(), own.encoder));
    ASSIGN_OR_RETURN(NamedTensor* const current, FindWeight(state.network, weight));
    const int64_t before = layer.frozen_count();
    RETURN_IF_ERROR(Annotate(FreezePortion(options, encoder, {current->values}, layer, io.events),
                             weight.name));
    RETURN_IF_ERROR(layer.WriteValues({absl::MakeSpan(current->values)}, io.events));
    const double share = static_cast<double>(layer.frozen_count() - before) /
                         static_cast<double>(layer.plan().tile_count());
    io.progress.Done(WorkKind::kEncode, share * static_cast<double>(weight.count()));
  }
  SaveLayers(layers, state.record);
  return state;
}

}  // namespace

absl::StatusOr<RunState> ScaleLayers(const JobSetup& setup, StageIo& io, RunState state) {
  if (state.record.memory() == v1::RunRecord::EQUAL_CAPACITY) {
    io.events.Log(v1::LogLine::INFO, "words without overlap that take as many cells a weight");
  }
  std::vector<FrozenTiles> layers;
  for (const WeightInfo& weight : setup.weights) {
    RETURN_IF_ERROR(StopToken(io.events).Check());
    ASSIGN_OR_RETURN(const NamedTensor* const tensor,
                     FindWeight(std::as_const(state.float_network), weight));
    ASSIGN_OR_RETURN(const LayerSetup own, SetupOfLayer(setup, weight, state.record.memory()));
    ScalingInput input;
    input.weights = tensor->values;
    input.memory = own.memory;
    input.encoder = own.encoder;
    input.name = weight.name;
    input.stop = io.events;
    absl::StatusOr<Scale> scale =
        ChooseScale(*own.strategy, input, own.scale_by_channel ? weight.shape[0] : 1);
    RETURN_IF_ERROR(Annotate(scale.status(), weight.name));
    io.progress.Done(WorkKind::kScale, static_cast<double>(weight.count()));
    ASSIGN_OR_RETURN(MemoryPlan plan, PlanOfLayer(own.memory, weight, *std::move(scale)));
    layers.emplace_back(std::move(plan));
  }
  SaveLayers(layers, state.record);
  return state;
}

absl::StatusOr<RunState> EncodeAll(const JobSetup& setup, StageIo& io, RunState state) {
  ASSIGN_OR_RETURN(const std::vector<FrozenTiles> layers, RestoreLayers(setup, state.record));
  state.network = state.float_network;
  for (size_t l = 0; l < layers.size(); ++l) {
    const WeightInfo& weight = setup.weights[l];
    const MemoryPlan& plan = layers[l].plan();
    ASSIGN_OR_RETURN(const NamedTensor* const exact,
                     FindWeight(std::as_const(state.float_network), weight));
    ASSIGN_OR_RETURN(NamedTensor* const held, FindWeight(state.network, weight));
    ASSIGN_OR_RETURN(const LayerSetup own, SetupOfLayer(setup, weight, state.record.memory()));
    const SteadyTime begin = SteadyNow();
    ASSIGN_OR_RETURN(const Encoder encoder, Encoder::Create(plan, own.encoder));
    const absl::StatusOr<EncodedTiles> encoded = encoder.EncodeAll({exact->values}, io.events);
    RETURN_IF_ERROR(Annotate(encoded.status(), weight.name));
    const absl::Duration encode_time = SteadyNow() - begin;
    RETURN_IF_ERROR(DequantizeTiles(plan, *encoded, {absl::MakeSpan(held->values)}, io.events));
    ASSIGN_OR_RETURN(const LayerReport report,
                     ReportLayer(plan, /*tensor=*/0, exact->values, held->values, io.events));
    v1::LayerResult result = ToLayerResult(weight.name, report);
    result.set_bits(plan.memory().bits);
    result.set_shared_bits(plan.memory().shared_bits);
    result.set_encoder_starts(EncoderTries(own.encoder, plan.memory()));
    *result.mutable_encode_time() = ToProto(encode_time);
    LogLayer(result, plan.memory(), io.events);
    if (auto* const reports = ReportsOf(state.record)) *reports->Add() = std::move(result);
    io.progress.Done(WorkKind::kEncode, static_cast<double>(weight.count()));
  }
  return state;
}

absl::StatusOr<RunState> FreezeNextPortion(const JobSetup& setup, StageIo& io, RunState state) {
  const auto& portions = setup.spec().retraining().portions().values();
  const int portion = state.record.portion();
  if (portion < 0 || portion >= portions.size()) {
    return absl::DataLossError(
        absl::StrCat("the run state is at portion ", portion, " of ", portions.size()));
  }
  return FreezeUpTo(portions[portion], setup, io, std::move(state));
}

absl::StatusOr<RunState> FreezeRest(const JobSetup& setup, StageIo& io, RunState state) {
  return FreezeUpTo(/*portion=*/1, setup, io, std::move(state));
}

absl::StatusOr<RunState> VerifyImage(const JobSetup& setup, StageIo& io, RunState state) {
  ASSIGN_OR_RETURN(const std::vector<GroupImage> images, MakeVerifiedImage(setup, io, state));
  v1::BaselineResult& baseline = *state.record.mutable_result()->mutable_equal_capacity();
  baseline.set_bits(CommonBits(images));
  baseline.set_cells_per_weight(StatsOfImage(images).cells_per_weight());
  return state;
}

absl::StatusOr<std::vector<GroupImage>> MakeVerifiedImage(const JobSetup& setup, StageIo& io,
                                                          const RunState& state) {
  ASSIGN_OR_RETURN(const std::vector<FrozenTiles> layers, RestoreLayers(setup, state.record));
  std::vector<GroupImage> images;
  for (size_t l = 0; l < layers.size(); ++l) {
    const WeightInfo& weight = setup.weights[l];
    ASSIGN_OR_RETURN(GroupImage image,
                     MakeGroupImage(layers[l].plan(), layers[l].Encoded(), io.events));
    ASSIGN_OR_RETURN(const std::vector<std::vector<float>> decoded,
                     DecodeGroupImage(image, io.events));
    ASSIGN_OR_RETURN(const NamedTensor* const evaluated, FindWeight(state.network, weight));
    if (decoded[0].size() != evaluated->values.size() ||
        std::memcmp(decoded[0].data(), evaluated->values.data(),
                    evaluated->values.size() * sizeof(float)) != 0) {
      return absl::InternalError(absl::StrCat(
          weight.name, ": the memory image does not hold the weights that were evaluated"));
    }
    images.push_back(std::move(image));
  }
  return images;
}

MemoryStats StatsOfImage(const std::vector<GroupImage>& images) {
  MemoryStats stats;
  for (const GroupImage& image : images) stats += StatsOf(image.plan);
  return stats;
}

}  // namespace palimpsest

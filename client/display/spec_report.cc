#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "client/display/format.h"
#include "client/display/job_report.h"
#include "common/job/layer_settings.h"

namespace palimpsest {
namespace {

std::string Dataset(const v1::DatasetSpec& dataset) {
  std::string text = dataset.name();
  if (dataset.has_train_limit()) {
    absl::StrAppend(&text, ", ", CountText(dataset.train_limit()), " training images");
  }
  if (dataset.has_test_limit()) {
    absl::StrAppend(&text, ", ", CountText(dataset.test_limit()), " test images");
  }
  return text;
}

std::string Sgd(const v1::SgdSpec& sgd) {
  return absl::StrCat(sgd.epochs(), " epochs, batch ", sgd.batch_size(), ", learning rate ",
                      sgd.learning_rate(), ", momentum ", sgd.momentum(), ", weight decay ",
                      sgd.weight_decay());
}

std::string Training(const v1::TrainingSpec& training) {
  std::string text = Sgd(training.sgd());
  if (training.augment()) absl::StrAppend(&text, ", augmented by flips");
  if (training.augment() && training.crop_padding() > 0) {
    absl::StrAppend(&text, " and crops of ", training.crop_padding(), " pixels");
  }
  return text;
}

std::string Memory(const v1::MemorySpec& memory) {
  return absl::StrCat(memory.bits(), " bits, ", memory.shared_bits(), " shared, ",
                      absl::AsciiStrToLower(v1::MemorySpec::Layout_Name(memory.layout())),
                      " layout, ",
                      absl::AsciiStrToLower(v1::MemorySpec::ZeroPoint_Name(memory.zero_point())),
                      ", ", absl::AsciiStrToLower(v1::MemorySpec::Pairing_Name(memory.pairing())),
                      ", ", memory.rotations() ? "rotations" : "no rotations");
}

std::string Encoder(const v1::EncoderSpec& encoder) {
  return absl::StrCat(absl::AsciiStrToLower(v1::EncoderSpec::Method_Name(encoder.method())),
                      " encoder, ", encoder.starts(), " starts");
}

std::string Scaling(const v1::ScalingSpec& scaling) {
  const std::map<std::string, double> parameters(scaling.parameters().begin(),
                                                 scaling.parameters().end());
  std::string text = scaling.strategy();
  if (!parameters.empty()) {
    absl::StrAppend(&text, "(", absl::StrJoin(parameters, ", ", absl::PairFormatter("=")), ")");
  }
  return absl::StrCat(
      text, ", one scale a ",
      absl::AsciiStrToLower(v1::ScalingSpec::Granularity_Name(scaling.granularity())));
}

std::string Order(v1::RetrainingSpec::Order order) {
  return absl::StrCat(absl::AsciiStrToLower(v1::RetrainingSpec::Order_Name(order)), " order");
}

// What the layers with a name that begins with `key` have of their own, with all that belongs to
// it.
std::string Layers(const v1::JobSpec& spec, const std::string& key) {
  const v1::LayerRule& rule = spec.layers().at(key);
  const LayerSettings settings = ResolveLayer(spec, key);
  if (settings.keep_floating_point) return absl::StrCat(key, " in floating point");
  std::vector<std::string> parts;
  if (rule.has_keep_floating_point()) parts.push_back("encoded");
  if (rule.has_memory()) parts.push_back(Memory(settings.memory));
  if (rule.has_encoder()) parts.push_back(Encoder(settings.encoder));
  if (rule.has_scaling()) parts.push_back(Scaling(settings.scaling));
  if (rule.has_retraining()) parts.push_back(Order(settings.order));
  return absl::StrCat(key, ": ", absl::StrJoin(parts, "; "));
}

std::string Retraining(const v1::RetrainingSpec& retraining) {
  return absl::StrCat(absl::AsciiStrToLower(v1::RetrainingSpec::Method_Name(retraining.method())),
                      ", portions ", absl::StrJoin(retraining.portions().values(), " "), ", ",
                      Order(retraining.order()), ", each ", Sgd(retraining.sgd()));
}

}  // namespace

std::string RenderSpec(const v1::JobSpec& spec) {
  const bool retrains = spec.retraining().method() != v1::RetrainingSpec::NONE;
  std::string text;
  absl::StrAppend(
      &text, ReportLine("model", spec.model().name()),
      ReportLine("dataset", Dataset(spec.dataset())),
      ReportLine("training", Training(spec.training())),
      ReportLine("memory", absl::StrCat(Memory(spec.memory()), "; ", Encoder(spec.encoder()))),
      ReportLine("scaling", Scaling(spec.scaling())));
  for (const std::string& key : LayerRuleKeys(spec)) {
    absl::StrAppend(&text, ReportLine("layers", Layers(spec, key)));
  }
  absl::StrAppend(&text,
                  ReportLine("retraining", retrains ? Retraining(spec.retraining()) : "none"));
  if (spec.retraining().has_recovery()) {
    absl::StrAppend(&text, ReportLine("recovery", Sgd(spec.retraining().recovery())));
  }
  if (spec.equal_capacity_baseline()) {
    absl::StrAppend(&text, ReportLine("baseline", "plain quantization at equal capacity"));
  }
  absl::StrAppend(&text, ReportLine("seed", absl::StrCat(spec.seed(), ", on ", spec.device())));
  return text;
}

}  // namespace palimpsest

#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "client/display/format.h"
#include "client/display/job_report.h"

namespace palimpsest {
namespace {

std::string Model(const v1::ModelSpec& model) {
  if (model.exclude_layers().empty()) return model.name();
  return absl::StrCat(model.name(),
                      ", in floating point: ", absl::StrJoin(model.exclude_layers(), ", "));
}

std::string Dataset(const v1::DatasetSpec& dataset) {
  std::string text = dataset.name();
  if (dataset.train_limit() > 0) {
    absl::StrAppend(&text, ", ", CountText(dataset.train_limit()), " training images");
  }
  if (dataset.test_limit() > 0) {
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

std::string Memory(const v1::JobSpec& spec) {
  const v1::MemorySpec& memory = spec.memory();
  std::string text =
      absl::StrCat(memory.bits(), " bits, ", memory.shared_bits(), " shared, ",
                   absl::AsciiStrToLower(v1::MemorySpec::Layout_Name(memory.layout())), " layout, ",
                   absl::AsciiStrToLower(v1::MemorySpec::ZeroPoint_Name(memory.zero_point())), ", ",
                   absl::AsciiStrToLower(v1::MemorySpec::Pairing_Name(memory.pairing())), ", ",
                   memory.rotations() ? "rotations" : "no rotations");
  absl::StrAppend(&text, "; ",
                  absl::AsciiStrToLower(v1::EncoderSpec::Method_Name(spec.encoder().method())),
                  " encoder, ", spec.encoder().starts(), " starts");
  return text;
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

std::string Retraining(const v1::RetrainingSpec& retraining) {
  return absl::StrCat(absl::AsciiStrToLower(v1::RetrainingSpec::Method_Name(retraining.method())),
                      ", portions ", absl::StrJoin(retraining.portions(), " "), ", ",
                      absl::AsciiStrToLower(v1::RetrainingSpec::Order_Name(retraining.order())),
                      " order, each ", Sgd(retraining.sgd()));
}

}  // namespace

std::string RenderSpec(const v1::JobSpec& spec) {
  const bool retrains = spec.retraining().method() != v1::RetrainingSpec::NONE;
  std::string text;
  absl::StrAppend(&text, ReportLine("model", Model(spec.model())),
                  ReportLine("dataset", Dataset(spec.dataset())),
                  ReportLine("training", Training(spec.training())),
                  ReportLine("memory", Memory(spec)),
                  ReportLine("scaling", Scaling(spec.scaling())));
  absl::StrAppend(&text,
                  ReportLine("retraining", retrains ? Retraining(spec.retraining()) : "none"));
  if (retrains) absl::StrAppend(&text, ReportLine("recovery", Sgd(spec.retraining().recovery())));
  if (spec.equal_capacity_baseline()) {
    absl::StrAppend(&text, ReportLine("baseline", "plain quantization at equal capacity"));
  }
  absl::StrAppend(&text, ReportLine("seed", absl::StrCat(spec.seed(), ", on ", spec.device())));
  return text;
}

}  // namespace palimpsest

#include "common/job/spec_defaults.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/job/layer_settings.h"
#include "google/protobuf/text_format.h"
#include "palimpsest/v1/options.pb.h"

namespace palimpsest {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

// A message of the type of `message` that holds the default of `field` alone.
std::unique_ptr<Message> DefaultOf(const FieldDescriptor& field, const Message& message) {
  const std::string& value = field.options().GetExtension(v1::default_value);
  const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  std::unique_ptr<Message> defaults(message.New());
  // The protos are part of the program; their defaults are read by a test.
  TextFormat::ParseFromString(is_message ? absl::StrCat(field.name(), " {", value, "}")
                                         : absl::StrCat(field.name(), ": ", value),
                              defaults.get());
  return defaults;
}

// A list that is said is all of the list.
void ClearLists(Message& message) {
  const google::protobuf::Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    if (type.field(i)->is_repeated()) message.GetReflection()->ClearField(&message, type.field(i));
  }
}

// Lays the message over its defaults, field by field.
void Fill(Message& message) {
  const google::protobuf::Descriptor& type = *message.GetDescriptor();
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.is_repeated()) continue;
    const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (field.options().HasExtension(v1::default_value)) {
      const std::unique_ptr<Message> filled = DefaultOf(field, message);
      if (is_message && reflection.HasField(message, &field)) {
        ClearLists(*reflection.MutableMessage(filled.get(), &field));
      }
      filled->MergeFrom(message);
      reflection.Swap(&message, filled.get());
    } else if (is_message) {
      Fill(*reflection.MutableMessage(&message, &field));
    }
  }
}

int DefaultSharedBits(int bits) { return bits / 2 * 2; }

// The job's shared bits are not filled in yet: where a rule changes the bits and nobody says the
// shared ones, they follow.
void FillSharedBits(const v1::JobSpec& said, v1::JobSpec& spec) {
  for (auto& [prefix, rule] : *spec.mutable_layers()) {
    if (rule.memory().has_bits() && !ResolveLayer(said, prefix).memory.has_shared_bits()) {
      rule.mutable_memory()->set_shared_bits(DefaultSharedBits(rule.memory().bits()));
    }
  }
}

}  // namespace

void FillDefaults(v1::JobSpec& spec) {
  const v1::JobSpec said = spec;
  FillSharedBits(said, spec);
  Fill(spec);
  v1::MemorySpec& memory = *spec.mutable_memory();
  if (!memory.has_shared_bits()) memory.set_shared_bits(DefaultSharedBits(memory.bits()));
  v1::RetrainingSpec& retraining = *spec.mutable_retraining();
  if (retraining.method() == v1::RetrainingSpec::NONE) {
    if (!said.retraining().has_portions()) retraining.clear_portions();
    if (!said.retraining().has_sgd()) retraining.clear_sgd();
    if (!said.retraining().has_recovery()) retraining.clear_recovery();
  }
}

}  // namespace palimpsest

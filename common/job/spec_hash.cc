#include "common/job/spec_hash.h"

#include "common/base/sha256.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace palimpsest {

std::string MessageSha256(const google::protobuf::Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return Sha256Hex(bytes);
}

std::string SpecSha256(const v1::JobSpec& spec) {
  v1::JobSpec computed = spec;
  computed.clear_display_name();
  return MessageSha256(computed);
}

}  // namespace palimpsest

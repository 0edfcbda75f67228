#ifndef PALIMPSEST_COMMON_JOB_SPEC_HASH_H_
#define PALIMPSEST_COMMON_JOB_SPEC_HASH_H_

#include <string>

#include "google/protobuf/message.h"
#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {

// SHA-256 (hex) over the deterministic serialization of any message. Equal messages have equal
// hashes within one version of the protos.
std::string MessageSha256(const google::protobuf::Message& message);

// Of what a job computes: its display name is left out.
std::string SpecSha256(const v1::JobSpec& spec);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_SPEC_HASH_H_

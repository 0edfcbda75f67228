#ifndef PALIMPSEST_SERVER_STORE_OLD_SPEC_H_
#define PALIMPSEST_SERVER_STORE_OLD_SPEC_H_

#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {

// Puts what a spec of a version 1 database says in fields that are no more (unknown to the parser)
// into those that took their place: retraining.portions as a plain list, and
// model.exclude_layers, which are now layers with keep_floating_point.
void RenewSpec(v1::JobSpec& spec);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_OLD_SPEC_H_

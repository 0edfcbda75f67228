#ifndef PALIMPSEST_SERVER_SCHEDULER_CALL_CONTEXT_H_
#define PALIMPSEST_SERVER_SCHEDULER_CALL_CONTEXT_H_

#include <string>

namespace palimpsest {

// Who makes a call and what they may do. Made once, where the call comes in; every handler gets it,
// and nothing else tells it of the caller.
struct CallContext {
  enum class Role {
    kViewer,  // sees everything
    kUser,    // and submits jobs and stops those of their own
    kAdmin    // and stops everybody's
  };

  // Empty if the caller did not say.
  std::string user;
  Role role = Role::kViewer;
  // Where the call comes from, "ipv4:127.0.0.1:4711".
  std::string peer;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SCHEDULER_CALL_CONTEXT_H_

#include "server/worker/warm_engine.h"

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"

namespace palimpsest {

absl::StatusOr<EngineProcess*> WarmEngine::Get(const WakeUp& interrupt) {
  if (engine_ != nullptr && engine_->HasEnded()) {
    LogWarning(absl::StrCat("engine ", engine_->pid(), " ended between two jobs"));
    Discard();
  }
  if (jobs_ >= jobs_per_engine_) Discard();
  if (engine_ == nullptr) {
    ASSIGN_OR_RETURN(engine_, EngineProcess::Start(options_, interrupt));
    LogInfo(absl::StrCat("engine ", engine_->pid(), " is ready"));
  }
  return engine_.get();
}

void WarmEngine::Discard() {
  engine_.reset();
  jobs_ = 0;
}

}  // namespace palimpsest

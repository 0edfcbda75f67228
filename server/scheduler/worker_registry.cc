#include "server/scheduler/worker_registry.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/job/proto_time.h"
#include "common/job/resource_names.h"

namespace palimpsest {
namespace {

// A MISSING worker is shown for so many timeouts.
constexpr int kTimeoutsUntilForgotten = 10;

absl::Status UnknownWorker(absl::string_view name) {
  return absl::NotFoundError(absl::StrCat("there is no worker ", name, "; register again"));
}

}  // namespace

std::string WorkerRegistry::Register(const v1::RegisterWorkerRequest& request, absl::Time now) {
  for (auto it = workers_.begin(); it != workers_.end();) {
    const v1::Worker& other = it->second.worker;
    it = other.host() == request.host() && other.pid() == request.pid() ? workers_.erase(it)
                                                                        : std::next(it);
  }
  Entry& entry = workers_[++last_number_];
  entry.worker.set_name(FormatWorkerName(last_number_));
  entry.worker.set_host(request.host());
  entry.worker.set_pid(request.pid());
  entry.worker.set_slot_kind(request.slot_kind());
  entry.worker.set_build_id(request.build_id());
  entry.worker.set_libtorch_version(request.libtorch_version());
  entry.last_heartbeat = now;
  return entry.worker.name();
}

absl::StatusOr<std::string> WorkerRegistry::SlotKind(absl::string_view name) const {
  ASSIGN_OR_RETURN(const int64_t number, ParseWorkerName(name));
  const auto it = workers_.find(number);
  if (it == workers_.end()) return UnknownWorker(name);
  return it->second.worker.slot_kind();
}

absl::Status WorkerRegistry::Touch(absl::string_view name, absl::Time now) {
  ASSIGN_OR_RETURN(const int64_t number, ParseWorkerName(name));
  const auto it = workers_.find(number);
  if (it == workers_.end()) return UnknownWorker(name);
  it->second.last_heartbeat = now;
  return absl::OkStatus();
}

WorkerRegistry::Entry* WorkerRegistry::Find(absl::string_view name) {
  const absl::StatusOr<int64_t> number = ParseWorkerName(name);
  if (!number.ok()) return nullptr;
  const auto it = workers_.find(*number);
  return it == workers_.end() ? nullptr : &it->second;
}

void WorkerRegistry::SetAttempt(absl::string_view name, absl::string_view attempt) {
  Entry* const entry = Find(name);
  if (entry != nullptr) entry->worker.set_attempt(std::string(attempt));
}

void WorkerRegistry::ClearAttempt(absl::string_view name, absl::string_view attempt) {
  Entry* const entry = Find(name);
  if (entry != nullptr && entry->worker.attempt() == attempt) entry->worker.clear_attempt();
}

bool WorkerRegistry::HasLiveWorkerOfKind(absl::string_view slot_kind, absl::Time now) const {
  for (const auto& [number, entry] : workers_) {
    if (entry.worker.slot_kind() == slot_kind && !IsMissing(entry, now)) return true;
  }
  return false;
}

std::vector<v1::Worker> WorkerRegistry::List(absl::Time now) const {
  std::vector<v1::Worker> workers;
  for (const auto& [number, entry] : workers_) {
    v1::Worker worker = entry.worker;
    worker.set_state(IsMissing(entry, now)            ? v1::Worker::MISSING
                     : entry.worker.attempt().empty() ? v1::Worker::IDLE
                                                      : v1::Worker::BUSY);
    *worker.mutable_last_heartbeat_time() = ToProto(entry.last_heartbeat);
    workers.push_back(std::move(worker));
  }
  return workers;
}

void WorkerRegistry::Forget(absl::Time now) {
  for (auto it = workers_.begin(); it != workers_.end();) {
    const bool old = now - it->second.last_heartbeat > kTimeoutsUntilForgotten * timeout_;
    it = old ? workers_.erase(it) : std::next(it);
  }
}

}  // namespace palimpsest

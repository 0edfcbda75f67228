#include "server/scheduler/worker_registry.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/job/known_names.h"
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

absl::Status WorkerRegistry::Register(const v1::RegisterWorkerRequest& request, const Moment& now) {
  RETURN_IF_ERROR(ParseWorkerName(request.worker()).status());
  if (!absl::c_linear_search(DeviceNames(), request.slot_kind())) {
    return absl::InvalidArgumentError(absl::StrCat("slot_kind: must be one of ",
                                                   absl::StrJoin(DeviceNames(), ", "), ", got \"",
                                                   request.slot_kind(), "\""));
  }
  Entry& entry = workers_[request.worker()];
  if (entry.order == 0) entry.order = ++last_order_;
  entry.worker.set_name(request.worker());
  entry.worker.set_host(request.host());
  entry.worker.set_pid(request.pid());
  entry.worker.set_slot_kind(request.slot_kind());
  entry.worker.set_build_id(request.build_id());
  entry.worker.set_libtorch_version(request.libtorch_version());
  entry.last_heartbeat = now;
  return absl::OkStatus();
}

absl::StatusOr<std::string> WorkerRegistry::SlotKind(absl::string_view name) const {
  const auto it = workers_.find(name);
  if (it == workers_.end()) return UnknownWorker(name);
  return it->second.worker.slot_kind();
}

absl::Status WorkerRegistry::Touch(absl::string_view name, const Moment& now) {
  Entry* const entry = Find(name);
  if (entry == nullptr) return UnknownWorker(name);
  entry->last_heartbeat = now;
  return absl::OkStatus();
}

WorkerRegistry::Entry* WorkerRegistry::Find(absl::string_view name) {
  const auto it = workers_.find(name);
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

WorkerRegistry::Live WorkerRegistry::CountLive(absl::string_view slot_kind, SteadyTime now) const {
  Live live;
  for (const auto& [name, entry] : workers_) {
    if (entry.worker.slot_kind() != slot_kind || IsMissing(entry, now)) continue;
    ++live.all;
    if (!entry.worker.attempt().empty()) ++live.busy;
  }
  return live;
}

std::vector<v1::Worker> WorkerRegistry::List(SteadyTime now) const {
  std::vector<const Entry*> entries;
  for (const auto& [name, entry] : workers_) entries.push_back(&entry);
  std::sort(entries.begin(), entries.end(),
            [](const Entry* a, const Entry* b) { return a->order < b->order; });
  std::vector<v1::Worker> workers;
  for (const Entry* entry : entries) {
    v1::Worker& worker = workers.emplace_back(entry->worker);
    worker.set_state(IsMissing(*entry, now)     ? v1::Worker::MISSING
                     : worker.attempt().empty() ? v1::Worker::IDLE
                                                : v1::Worker::BUSY);
    *worker.mutable_last_heartbeat_time() = ToProto(entry->last_heartbeat.time);
  }
  return workers;
}

void WorkerRegistry::Forget(SteadyTime now) {
  for (auto it = workers_.begin(); it != workers_.end();) {
    const bool old =
        now - it->second.last_heartbeat.lease_time > kTimeoutsUntilForgotten * timeout_;
    it = old ? workers_.erase(it) : std::next(it);
  }
}

}  // namespace palimpsest

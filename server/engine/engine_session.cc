#include "server/engine/engine_session.h"

#include <sys/socket.h>

#include <string>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/framing.h"
#include "common/base/start_thread.h"
#include "common/base/status_macros.h"
#include "common/job/proto_time.h"
#include "server/engine/failure.h"

namespace palimpsest {

EngineSession::EngineSession(int socket_fd, Runner runner)
    : socket_fd_(socket_fd), runner_(std::move(runner)) {}

absl::Status EngineSession::Serve(const v1::Hello& hello) {
  v1::FromEngine frame;
  *frame.mutable_hello() = hello;
  RETURN_IF_ERROR(Send(frame));
  ASSIGN_OR_RETURN(std::thread reader, StartThread([this] { ReadFrames(); }));
  while (const absl::optional<v1::RunJob> job = NextJob()) {
    v1::FromEngine ended;
    *ended.mutable_ended() = runner_(*job, *this);
    const bool faulted = ended.ended().failure().kind() == v1::Failure::DEVICE_FAULT;
    {
      absl::MutexLock lock(&mutex_);
      running_ = false;
      cancelled_ = ended_;
      if (faulted && !ended_) {
        ended_ = true;
        end_status_ = absl::AbortedError("the device faulted");
      }
    }
    // If the worker is gone, the reader sees the end of the socket too, and knows why.
    if (!Send(ended).ok() || faulted) shutdown(socket_fd_, SHUT_RDWR);
  }
  reader.join();
  absl::MutexLock lock(&mutex_);
  return end_status_;
}

absl::optional<v1::RunJob> EngineSession::NextJob() {
  absl::MutexLock lock(&mutex_);
  const auto ready = [this]()
                         ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return job_.has_value() || ended_; };
  mutex_.Await(absl::Condition(&ready));
  if (ended_) return absl::nullopt;
  running_ = true;
  return std::exchange(job_, absl::nullopt);
}

void EngineSession::ReadFrames() {
  absl::Status status;
  while (status.ok()) {
    const absl::StatusOr<std::string> payload = ReadFrame(socket_fd_);
    if (!payload.ok()) {
      status = payload.status();
      break;
    }
    v1::ToEngine frame;
    if (!frame.ParseFromString(*payload)) {
      status = absl::DataLossError("a frame is no ToEngine message");
      break;
    }
    absl::MutexLock lock(&mutex_);
    if (frame.has_run() && !running_ && !job_.has_value()) {
      job_ = std::move(*frame.mutable_run());
    } else if (frame.has_cancel()) {
      // One that arrives after its run has ended finds nothing to stop.
      if (running_ || job_.has_value()) cancelled_ = true;
    } else {
      status =
          absl::DataLossError("a frame asks for a second run at the same time, or for nothing");
    }
  }
  absl::MutexLock lock(&mutex_);
  // A worker that closes the socket between two frames is done with this engine.
  if (!ended_ && !absl::IsOutOfRange(status)) end_status_ = status;
  ended_ = true;
  cancelled_ = true;
}

absl::Status EngineSession::Send(const v1::FromEngine& frame) {
  absl::MutexLock lock(&send_mutex_);
  return WriteFrame(socket_fd_, frame.SerializeAsString());
}

void EngineSession::SendEvent(v1::JobEvent event) {
  v1::FromEngine frame;
  *event.mutable_time() = ToProto(absl::Now());
  *frame.mutable_event() = std::move(event);
  Send(frame).IgnoreError();
}

void EngineSession::Report(const v1::Progress& progress) {
  v1::JobEvent event;
  *event.mutable_progress() = progress;
  SendEvent(std::move(event));
}

void EngineSession::Report(const v1::Metric& metric) {
  v1::JobEvent event;
  *event.mutable_metric() = metric;
  SendEvent(std::move(event));
}

void EngineSession::Log(v1::LogLine::Severity severity, absl::string_view text) {
  v1::JobEvent event;
  event.mutable_log()->set_severity(severity);
  event.mutable_log()->set_text(std::string(text));
  SendEvent(std::move(event));
}

v1::RunEnded MakeRunEnded(const absl::Status& status) {
  v1::RunEnded ended;
  if (absl::IsCancelled(status)) {
    ended.mutable_cancelled();
  } else {
    *ended.mutable_failure() = ToFailure(status);
  }
  return ended;
}

}  // namespace palimpsest

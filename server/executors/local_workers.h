#ifndef PALIMPSEST_SERVER_EXECUTORS_LOCAL_WORKERS_H_
#define PALIMPSEST_SERVER_EXECUTORS_LOCAL_WORKERS_H_

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/backoff.h"
#include "common/base/clock.h"
#include "common/process/child_process.h"
#include "common/process/unique_fd.h"
#include "common/process/wake_up.h"

namespace palimpsest {

struct LocalWorkersOptions {
  std::string worker_program;
  std::string engine_program;
  // Where the workers dial back, "127.0.0.1:7117".
  std::string server_address;
  // Worker i has the folder "i" in here.
  std::string work_dir;
  // Shared by the workers.
  std::string cache_dir;
  // Folder of each data set by name.
  std::map<std::string, std::string> datasets;
  // What each worker runs on (common/job/slot.h): {"cpu", "cuda:0"} are two.
  std::vector<std::string> slots;
  int threads_per_worker = 1;
  // A worker that dies is started again after one second, then two, ... up to 30; after a life of
  // `healthy_life` the count begins anew.
  BackoffOptions restart = {absl::Seconds(1), absl::Seconds(30), /*jitter=*/0};
  absl::Duration healthy_life = absl::Minutes(1);
  // What workers have to stop in, all together, before they are killed.
  absl::Duration stop_grace = absl::Seconds(5);
};

// The workers that a server runs on its own machine, as child processes, each started again when it
// dies. They hold the end of a pipe by which they notice that the server is gone, whatever killed
// it, and then end by themselves.
class LocalWorkers {
 public:
  // Starts the workers. An error names the program that cannot be started.
  static absl::StatusOr<std::unique_ptr<LocalWorkers>> Start(const LocalWorkersOptions& options);

  // Asks the workers to stop, so that they give their jobs back, and waits. The server should
  // still be serving.
  ~LocalWorkers();
  LocalWorkers(const LocalWorkers&) = delete;
  LocalWorkers& operator=(const LocalWorkers&) = delete;

 private:
  // One worker, or the wait for its next start.
  struct Slot {
    int index = 0;
    std::string kind;
    std::unique_ptr<ChildProcess> process;
    SteadyTime start_time;
    Backoff backoff;
    SteadyTime restart_time = SteadyTime::InfiniteFuture();
  };

  LocalWorkers(const LocalWorkersOptions& options, UniqueFd alive_read, UniqueFd alive_write);

  absl::Status StartSlot(Slot& slot);
  // Looks after the slots until the end; the body of the thread.
  void Supervise();
  void Bury(Slot& slot, const ProcessEnd& end);
  void StopAll();

  const LocalWorkersOptions options_;
  // A pipe that nobody writes to: its end tells the workers that this process is gone.
  const UniqueFd alive_read_;
  const UniqueFd alive_write_;
  // Used by the constructing thread, then by the supervising thread alone.
  std::vector<Slot> slots_;
  WakeUp stop_;
  std::thread thread_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_EXECUTORS_LOCAL_WORKERS_H_

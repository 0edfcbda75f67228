#ifndef PALIMPSEST_CLIENT_DISPLAY_WATCH_DISPLAY_H_
#define PALIMPSEST_CLIENT_DISPLAY_WATCH_DISPLAY_H_

#include <memory>

#include "absl/strings/string_view.h"
#include "client/verbs/command.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// Shows the events of one job as they come. Not thread-safe.
class WatchDisplay {
 public:
  virtual ~WatchDisplay() = default;

  // The job as it is, when the watch begins. Its events follow, from the first one on.
  virtual void Begin(const v1::JobEvent& event) = 0;
  virtual void Show(const v1::JobEvent& event) = 0;
  // Something about the watch itself, e.g. that the connection was lost. One line.
  virtual void Note(absl::string_view text) = 0;
  // The job as it ended. Nothing follows.
  virtual void End(const v1::Job& job) = 0;
  // The watch stops before the job has ended. Nothing follows.
  virtual void Abandon() = 0;
};

// JSON lines for OutputFormat::kJson, a progress bar on a terminal, else plain lines. `console`
// must outlive it.
std::unique_ptr<WatchDisplay> MakeWatchDisplay(OutputFormat format, Console& console);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_WATCH_DISPLAY_H_

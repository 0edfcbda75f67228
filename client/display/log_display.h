#ifndef PALIMPSEST_CLIENT_DISPLAY_LOG_DISPLAY_H_
#define PALIMPSEST_CLIENT_DISPLAY_LOG_DISPLAY_H_

#include "client/display/watch_display.h"
#include "client/verbs/command.h"

namespace palimpsest {

// Only the log lines of a job: "TIME SEVERITY text", or in JSON their events, one a line. Notes go
// to stderr.
class LogDisplay final : public WatchDisplay {
 public:
  LogDisplay(OutputFormat format, Console& console) : format_(format), console_(console) {}

  void Begin(const v1::JobEvent&) override {}
  void Show(const v1::JobEvent& event) override;
  void Note(absl::string_view text) override;
  void End(const v1::Job&) override {}
  void Abandon() override {}

 private:
  const OutputFormat format_;
  Console& console_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_LOG_DISPLAY_H_

#ifndef PALIMPSEST_CLIENT_DISPLAY_PLAIN_WATCH_DISPLAY_H_
#define PALIMPSEST_CLIENT_DISPLAY_PLAIN_WATCH_DISPLAY_H_

#include "client/console.h"
#include "client/display/event_lines.h"
#include "client/display/watch_display.h"

namespace palimpsest {

// Plain lines for a pipe or a file. A line of progress at every new phase and every tenth of the
// way, not at every event.
class PlainWatchDisplay final : public WatchDisplay {
 public:
  explicit PlainWatchDisplay(Console& console) : console_(console) {}

  void Begin(const v1::JobEvent& event) override;
  void Show(const v1::JobEvent& event) override;
  void Note(absl::string_view text) override;
  void End(const v1::Job& job) override;
  void Abandon() override {}

 private:
  void ShowProgress(const v1::Progress& progress);

  Console& console_;
  EventLines lines_;
  v1::Progress::Phase phase_ = v1::Progress::PHASE_UNSPECIFIED;
  int tenth_ = -1;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_PLAIN_WATCH_DISPLAY_H_

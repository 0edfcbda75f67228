#ifndef PALIMPSEST_CLIENT_DISPLAY_TERMINAL_WATCH_DISPLAY_H_
#define PALIMPSEST_CLIENT_DISPLAY_TERMINAL_WATCH_DISPLAY_H_

#include <string>

#include "client/console.h"
#include "client/display/event_lines.h"
#include "client/display/watch_display.h"

namespace palimpsest {

// A progress bar in the last line, redrawn in place; lines worth keeping scroll by above it.
class TerminalWatchDisplay final : public WatchDisplay {
 public:
  explicit TerminalWatchDisplay(Console& console) : console_(console) {}

  void Begin(const v1::JobEvent& event) override;
  void Show(const v1::JobEvent& event) override;
  void Note(absl::string_view text) override;
  void End(const v1::Job& job) override;
  void Abandon() override;

 private:
  void PrintAboveBar(absl::string_view line);
  void DrawBar();

  Console& console_;
  EventLines lines_;
  std::string job_;
  std::string status_;
  v1::Progress progress_;
  std::string detail_;  // the newest training metric
};

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_TERMINAL_WATCH_DISPLAY_H_

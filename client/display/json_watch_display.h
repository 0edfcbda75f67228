#ifndef PALIMPSEST_CLIENT_DISPLAY_JSON_WATCH_DISPLAY_H_
#define PALIMPSEST_CLIENT_DISPLAY_JSON_WATCH_DISPLAY_H_

#include "client/console.h"
#include "client/display/watch_display.h"

namespace palimpsest {

// One JobEvent a line, as it comes, the first one of the watch included. Notes go to stderr.
class JsonWatchDisplay final : public WatchDisplay {
 public:
  explicit JsonWatchDisplay(Console& console) : console_(console) {}

  void Begin(const v1::JobEvent& event) override { Show(event); }
  void Show(const v1::JobEvent& event) override;
  void Note(absl::string_view text) override;
  void End(const v1::Job&) override {}
  void Abandon() override {}

 private:
  Console& console_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_JSON_WATCH_DISPLAY_H_

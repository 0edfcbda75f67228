#include "client/display/watch_display.h"

#include "client/display/json_watch_display.h"
#include "client/display/plain_watch_display.h"
#include "client/display/terminal_watch_display.h"

namespace palimpsest {

std::unique_ptr<WatchDisplay> MakeWatchDisplay(OutputFormat format, Console& console) {
  if (format == OutputFormat::kJson) return std::make_unique<JsonWatchDisplay>(console);
  if (console.out_is_terminal) return std::make_unique<TerminalWatchDisplay>(console);
  return std::make_unique<PlainWatchDisplay>(console);
}

}  // namespace palimpsest

#include "client/display/watch_display.h"

#include <ostream>

#include "client/display/format.h"
#include "client/display/json_output.h"
#include "client/display/printable.h"
#include "common/job/proto_time.h"

namespace palimpsest {

std::unique_ptr<WatchDisplay> MakeWatchDisplay(OutputFormat format, Console& console) {
  if (format == OutputFormat::kJson) return std::make_unique<JsonWatchDisplay>(console);
  if (console.out_is_terminal) return std::make_unique<TerminalWatchDisplay>(console);
  return std::make_unique<PlainWatchDisplay>(console);
}

void JsonWatchDisplay::Show(const v1::JobEvent& event) {
  console_.out << ToJsonLine(event) << std::flush;
}

void JsonWatchDisplay::Note(absl::string_view text) {
  console_.err << "palimpsest: " << Printable(text) << std::endl;
}

void LogDisplay::Show(const v1::JobEvent& event) {
  if (!event.has_log()) return;
  if (format_ == OutputFormat::kJson) {
    console_.out << ToJsonLine(event) << std::flush;
    return;
  }
  console_.out << TimeText(FromProto(event.time()), console_.zone) << " "
               << v1::LogLine::Severity_Name(event.log().severity()) << " "
               << Printable(event.log().text()) << std::endl;
}

void LogDisplay::Note(absl::string_view text) {
  console_.err << "palimpsest: " << Printable(text) << std::endl;
}

}  // namespace palimpsest

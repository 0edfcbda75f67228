#include "client/display/json_watch_display.h"

#include <ostream>

#include "client/display/json_output.h"
#include "client/display/printable.h"

namespace palimpsest {

void JsonWatchDisplay::Show(const v1::JobEvent& event) {
  console_.out << ToJsonLine(event) << std::flush;
}

void JsonWatchDisplay::Note(absl::string_view text) {
  console_.err << "palimpsest: " << Printable(text) << std::endl;
}

}  // namespace palimpsest

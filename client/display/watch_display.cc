#include "client/display/watch_display.h"

#include <ostream>

#include "absl/strings/str_cat.h"
#include "client/display/format.h"
#include "client/display/job_text.h"
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
  PrintLine(event.time(), event.log().severity(), event.log().text());
}

void LogDisplay::End(const v1::Job& job) {
  if (job.state() != v1::Job::FAILED) return;
  if (format_ == OutputFormat::kJson) {
    v1::JobEvent event;
    *event.mutable_time() = job.end_time();
    *event.mutable_job() = job;
    event.set_last(true);
    console_.out << ToJsonLine(event) << std::flush;
    return;
  }
  PrintLine(job.end_time(), v1::LogLine::ERROR,
            absl::StrCat(job.name(), " failed: ", FailureText(job.failure())));
}

void LogDisplay::PrintLine(const google::protobuf::Timestamp& time, v1::LogLine::Severity severity,
                           absl::string_view text) {
  console_.out << TimeText(FromProto(time), console_.zone) << " "
               << v1::LogLine::Severity_Name(severity) << " " << Printable(text) << std::endl;
}

void LogDisplay::Note(absl::string_view text) {
  console_.err << "palimpsest: " << Printable(text) << std::endl;
}

}  // namespace palimpsest

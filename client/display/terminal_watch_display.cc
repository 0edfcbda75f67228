#include <ostream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/display/job_text.h"
#include "client/display/printable.h"
#include "client/display/progress_bar.h"
#include "client/display/watch_display.h"

namespace palimpsest {
namespace {

// To the first column, and clear to the end of the line (ECMA-48).
constexpr absl::string_view kClearLine = "\r\x1b[K";

}  // namespace

void TerminalWatchDisplay::Begin(const v1::JobEvent& event) {
  job_ = Printable(event.job().name());
  status_ = StateText(event.job().state());
  progress_ = event.job().progress();
  attempts_ = event.job().attempts_size();
  Note(absl::StrCat(event.job().name(), " is ", status_, ": ", SpecSummary(event.job().spec())));
}

void TerminalWatchDisplay::Show(const v1::JobEvent& event) {
  if (event.has_job()) {
    status_ = StateText(event.job().state());
    if (event.job().attempts_size() != attempts_) BeginAttempt(event.job().attempts_size());
  }
  if (event.has_progress()) {
    progress_ = event.progress();
    status_ = PhaseText(progress_.phase());
  }
  if (event.has_metric() && absl::StartsWith(event.metric().name(), "train_")) {
    detail_ = Printable(absl::StrFormat("%s %.4f", event.metric().name(), event.metric().value()));
  }
  const std::string line = lines_.Line(event);
  if (!line.empty()) PrintAboveBar(line);
  DrawBar();
}

void TerminalWatchDisplay::Note(absl::string_view text) {
  PrintAboveBar(Printable(text));
  DrawBar();
}

void TerminalWatchDisplay::End(const v1::Job& job) {
  PrintAboveBar(Printable(absl::StrCat(job.name(), " ", StateSummary(job, console_.clock.Now()))));
  console_.out << std::flush;
}

void TerminalWatchDisplay::Abandon() { console_.out << kClearLine << std::flush; }

void TerminalWatchDisplay::BeginAttempt(int number) {
  attempts_ = number;
  progress_.Clear();
  detail_.clear();
}

void TerminalWatchDisplay::PrintAboveBar(absl::string_view line) {
  console_.out << kClearLine << line << "\n";
}

void TerminalWatchDisplay::DrawBar() {
  // One column stays free: a line as wide as the terminal wraps on some.
  console_.out << kClearLine
               << RenderProgressBar(job_, status_, progress_, detail_, console_.columns() - 1)
               << std::flush;
}

}  // namespace palimpsest

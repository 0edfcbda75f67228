#include <ostream>

#include "absl/strings/str_cat.h"
#include "client/display/job_text.h"
#include "client/display/printable.h"
#include "client/display/progress_bar.h"
#include "client/display/watch_display.h"

namespace palimpsest {

void PlainWatchDisplay::Begin(const v1::JobEvent& event) {
  Note(absl::StrCat(event.job().name(), " is ", StateText(event.job().state()), ": ",
                    SpecSummary(event.job().spec())));
}

void PlainWatchDisplay::Show(const v1::JobEvent& event) {
  if (event.has_progress()) return ShowProgress(event.progress());
  // The phases and tenths of a new attempt are news again.
  if (event.has_job() && event.job().attempts_size() != attempts_) {
    attempts_ = event.job().attempts_size();
    phase_ = v1::Progress::PHASE_UNSPECIFIED;
    tenth_ = -1;
  }
  const std::string line = lines_.Line(event);
  if (!line.empty()) console_.out << line << std::endl;
}

void PlainWatchDisplay::Note(absl::string_view text) {
  console_.out << Printable(text) << std::endl;
}

void PlainWatchDisplay::End(const v1::Job& job) {
  Note(absl::StrCat(job.name(), " ", StateSummary(job, console_.clock.Now())));
}

void PlainWatchDisplay::ShowProgress(const v1::Progress& progress) {
  const int tenth = static_cast<int>(10 * progress.fraction());
  if (progress.phase() == phase_ && tenth == tenth_) return;
  phase_ = progress.phase();
  tenth_ = tenth;
  console_.out << RenderProgressText(progress) << std::endl;
}

}  // namespace palimpsest

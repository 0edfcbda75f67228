#ifndef PALIMPSEST_CLIENT_DISPLAY_PROGRESS_BAR_H_
#define PALIMPSEST_CLIENT_DISPLAY_PROGRESS_BAR_H_

#include <string>

#include "absl/strings/string_view.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// The progress of a job as one line of at most `columns` characters without a line break:
//   jobs/17 training    [=======>            ]  34 %, 1m 10s left, test_accuracy 0.9012
// `status` is what the job does, e.g. a phase; `detail` may be empty. Where there is little room
// the detail goes first, then the bar.
std::string RenderProgressBar(absl::string_view job, absl::string_view status,
                              const v1::Progress& progress, absl::string_view detail, int columns);

// The same in words, for a pipe: "training 34 %, 1m 10s left".
std::string RenderProgressText(const v1::Progress& progress);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_PROGRESS_BAR_H_

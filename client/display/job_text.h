#ifndef PALIMPSEST_CLIENT_DISPLAY_JOB_TEXT_H_
#define PALIMPSEST_CLIENT_DISPLAY_JOB_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// Jobs in words for people. Text from the server comes out as it is; who prints it makes it
// printable.

// "running".
std::string StateText(v1::Job::State state);
// "training".
std::string PhaseText(v1::Progress::Phase phase);
// "crashed: signal 9 in training".
std::string FailureText(const v1::Failure& failure);

// From creation to the end, or to `now` while it has not ended: RunTime + WaitingTime.
absl::Duration JobDuration(const v1::Job& job, absl::Time now);
// Of all attempts together.
absl::Duration RunTime(const v1::Job& job, absl::Time now);
// For workers, before the first attempt and between attempts.
absl::Duration WaitingTime(const v1::Job& job, absl::Time now);

// What it computes: "lenet5 on fashion-mnist, overlap, 8 bits, 8 shared".
std::string SpecSummary(const v1::JobSpec& spec);

// How it stands or ended, in one line: "succeeded in 3m 00s: float 91.20 %, ..., 1.91x capacity".
std::string StateSummary(const v1::Job& job, absl::Time now);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_JOB_TEXT_H_

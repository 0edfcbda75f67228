#ifndef PALIMPSEST_SERVER_SERVICE_PAGE_TOKEN_H_
#define PALIMPSEST_SERVER_SERVICE_PAGE_TOKEN_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// An opaque token for the page that begins below job `before`, tied to the request's other
// arguments.
std::string MakePageToken(const v1::ListJobsRequest& request, int64_t before);

// What MakePageToken put in; INVALID_ARGUMENT naming page_token if it was not made by it, or for a
// request with other arguments.
absl::StatusOr<int64_t> ParsePageToken(const v1::ListJobsRequest& request);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SERVICE_PAGE_TOKEN_H_

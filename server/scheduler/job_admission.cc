#include "server/scheduler/job_admission.h"

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/base/utf8.h"
#include "common/job/bad_request.h"
#include "common/job/spec_defaults.h"
#include "common/job/spec_hash.h"
#include "common/job/spec_validation.h"

namespace palimpsest {
namespace {

constexpr char kAnonymous[] = "anonymous";
constexpr size_t kMaxUserBytes = 64;
// Every job that is listed or watched carries its spec.
constexpr size_t kMaxSpecBytes = size_t{64} << 10;

// 8-4-4-4-12 hexadecimal digits, the version 4.
bool IsUuid4(absl::string_view text) {
  constexpr absl::string_view kForm = "xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx";
  if (text.size() != kForm.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool fits = kForm[i] == 'x' ? absl::ascii_isxdigit(static_cast<unsigned char>(text[i]))
                                      : text[i] == kForm[i];
    if (!fits) return false;
  }
  return true;
}

// In any script, but printable and one word, so that a name can be shown and compared as it is.
bool IsUserName(absl::string_view user) {
  if (user.size() > kMaxUserBytes) return false;
  while (!user.empty()) {
    const Utf8Character character = FirstUtf8Character(user);
    const bool is_blank_or_control = character.code_point <= 0x20 ||
                                     (character.code_point >= 0x7f && character.code_point <= 0xa0);
    if (character.bytes == 0 || is_blank_or_control) return false;
    user.remove_prefix(character.bytes);
  }
  return true;
}

}  // namespace

JobAdmission::JobAdmission(Store& store, Scheduler& scheduler, const Clock& clock,
                           std::set<std::string> datasets)
    : store_(store), scheduler_(scheduler), clock_(clock), datasets_(std::move(datasets)) {}

absl::StatusOr<v1::Job> JobAdmission::Create(const CallContext& call,
                                             const v1::CreateJobRequest& request) {
  // First of all, so that what is looked at is never large.
  if (request.spec().ByteSizeLong() > kMaxSpecBytes) {
    return BadRequestError({{"spec", absl::StrCat("must have at most ", kMaxSpecBytes,
                                                  " bytes, got ", request.spec().ByteSizeLong())}});
  }
  const std::string& user = request.user().empty() ? call.user : request.user();
  v1::JobSpec spec = request.spec();
  FillDefaults(spec);
  std::vector<FieldViolation> violations;
  for (FieldViolation& violation : ValidateSpec(spec)) {
    violations.push_back({"spec." + violation.field, std::move(violation.description)});
  }
  const std::string& dataset = spec.dataset().name();
  if (!dataset.empty() && datasets_.count(dataset) == 0) {
    violations.push_back(
        {"spec.dataset.name", absl::StrCat("must be one of ", absl::StrJoin(datasets_, ", "),
                                           ", got \"", dataset, "\"")});
  }
  if (!request.request_id().empty() && !IsUuid4(request.request_id())) {
    violations.push_back({"request_id", absl::StrCat("must be a UUID of version 4, got \"",
                                                     request.request_id(), "\"")});
  }
  if (!IsUserName(user)) {
    violations.push_back({"user", absl::StrCat("must be one printable word of at most ",
                                               kMaxUserBytes, " bytes, got \"", user, "\"")});
  }
  if (!violations.empty()) return BadRequestError(violations);

  NewJob accepted;
  accepted.spec = std::move(spec);
  accepted.user = user.empty() ? kAnonymous : user;
  accepted.request_id = request.request_id();
  accepted.body_sha256 = MessageSha256(request);
  ASSIGN_OR_RETURN(v1::Job job, store_.CreateJob(accepted, clock_.Now()));
  scheduler_.Enqueue(job);
  return job;
}

}  // namespace palimpsest

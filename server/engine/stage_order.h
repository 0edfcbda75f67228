#ifndef PALIMPSEST_SERVER_ENGINE_STAGE_ORDER_H_
#define PALIMPSEST_SERVER_ENGINE_STAGE_ORDER_H_

#include "palimpsest/v1/run_state.pb.h"
#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {

// Enters the first stage of a job.
void BeginRun(const v1::JobSpec& spec, v1::RunRecord& record);

// Enters the stage that follows on the one in `record`, which is done. Nothing but the record and
// the spec (defaults filled in) decides which:
//
//   INITIALIZE ─ TRAIN_FLOAT* ─ EVALUATE_FLOAT
//   for NO_OVERLAP:       SCALE ─ ENCODE_ALL ─ EVALUATE_ONE_SHOT
//   for EQUAL_CAPACITY*:  SCALE ─ ... ─ EVALUATE_FINAL ─ VERIFY_IMAGE
//   for OVERLAPPED:       SCALE ─ ENCODE_ALL ─ EVALUATE_ONE_SHOT
//                         ─ for each portion*: FREEZE_PORTION ─ RETRAIN_PORTION* ─ EVALUATE_PORTION
//                         ─ FREEZE_REST ─ RECOVER* ─ EVALUATE_FINAL ─ REPORT ─ FINISHED
//
// * where the job has it: a baseline that is not cached, the equal-capacity baseline, incremental
// retraining, a recovery. The last portion is not followed by retraining.
void EnterNextStage(const v1::JobSpec& spec, v1::RunRecord& record);

// What the stage is in the eyes of the user.
v1::Progress::Phase PhaseOf(v1::RunRecord::Stage stage);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_STAGE_ORDER_H_

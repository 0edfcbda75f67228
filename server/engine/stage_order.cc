#include "server/engine/stage_order.h"

#include "common/job/spec_hash.h"

namespace palimpsest {
namespace {

using Record = v1::RunRecord;

bool IsLastPortion(const v1::JobSpec& spec, const Record& record) {
  return record.portion() + 1 >= spec.retraining().portions().values_size();
}

void EnterMemory(Record::Memory memory, Record& record) {
  record.set_memory(memory);
  record.set_portion(0);
  record.clear_layers();
  record.set_stage(Record::SCALE);
}

Record::Stage AfterOneShot(const v1::JobSpec& spec) {
  return spec.retraining().method() == v1::RetrainingSpec::INQ ? Record::FREEZE_PORTION
                                                               : Record::FREEZE_REST;
}

}  // namespace

void BeginRun(const v1::JobSpec& spec, Record& record) {
  record.set_spec_sha256(SpecSha256(spec));
  record.set_stage(Record::INITIALIZE);
}

void EnterNextStage(const v1::JobSpec& spec, Record& record) {
  switch (record.stage()) {
    case Record::INITIALIZE:
      record.set_stage(record.result().provenance().float_baseline_cached() ? Record::EVALUATE_FLOAT
                                                                            : Record::TRAIN_FLOAT);
      return;
    case Record::TRAIN_FLOAT:
      record.set_stage(Record::EVALUATE_FLOAT);
      return;
    case Record::EVALUATE_FLOAT:
      EnterMemory(Record::NO_OVERLAP, record);
      return;
    case Record::SCALE:
      record.set_stage(Record::ENCODE_ALL);
      return;
    case Record::ENCODE_ALL:
      record.set_stage(Record::EVALUATE_ONE_SHOT);
      return;
    case Record::EVALUATE_ONE_SHOT:
      if (record.memory() != Record::NO_OVERLAP) {
        record.set_stage(AfterOneShot(spec));
      } else {
        // The baseline goes first, so that the network holds the overlapped weights at the end.
        EnterMemory(spec.equal_capacity_baseline() ? Record::EQUAL_CAPACITY : Record::OVERLAPPED,
                    record);
      }
      return;
    case Record::FREEZE_PORTION:
      record.set_stage(IsLastPortion(spec, record) ? Record::EVALUATE_PORTION
                                                   : Record::RETRAIN_PORTION);
      return;
    case Record::RETRAIN_PORTION:
      record.set_stage(Record::EVALUATE_PORTION);
      return;
    case Record::EVALUATE_PORTION:
      if (IsLastPortion(spec, record)) {
        record.set_stage(Record::FREEZE_REST);
      } else {
        record.set_portion(record.portion() + 1);
        record.set_stage(Record::FREEZE_PORTION);
      }
      return;
    case Record::FREEZE_REST:
      record.set_stage(spec.retraining().recovery().epochs() > 0 ? Record::RECOVER
                                                                 : Record::EVALUATE_FINAL);
      return;
    case Record::RECOVER:
      record.set_stage(Record::EVALUATE_FINAL);
      return;
    case Record::EVALUATE_FINAL:
      record.set_stage(record.memory() == Record::EQUAL_CAPACITY ? Record::VERIFY_IMAGE
                                                                 : Record::REPORT);
      return;
    case Record::VERIFY_IMAGE:
      EnterMemory(Record::OVERLAPPED, record);
      return;
    default:
      record.set_stage(Record::FINISHED);
      return;
  }
}

v1::Progress::Phase PhaseOf(Record::Stage stage) {
  switch (stage) {
    case Record::TRAIN_FLOAT:
      return v1::Progress::TRAINING;
    case Record::SCALE:
      return v1::Progress::SCALING;
    case Record::ENCODE_ALL:
    case Record::FREEZE_PORTION:
    case Record::FREEZE_REST:
      return v1::Progress::ENCODING;
    case Record::RETRAIN_PORTION:
    case Record::EVALUATE_PORTION:
      return v1::Progress::RETRAINING;
    case Record::RECOVER:
      return v1::Progress::RECOVERING;
    case Record::EVALUATE_FLOAT:
    case Record::EVALUATE_ONE_SHOT:
    case Record::EVALUATE_FINAL:
      return v1::Progress::EVALUATING;
    case Record::VERIFY_IMAGE:
    case Record::REPORT:
    case Record::FINISHED:
      return v1::Progress::REPORTING;
    default:
      return v1::Progress::LOADING;
  }
}

}  // namespace palimpsest

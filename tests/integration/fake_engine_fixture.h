#ifndef PALIMPSEST_TESTS_INTEGRATION_FAKE_ENGINE_FIXTURE_H_
#define PALIMPSEST_TESTS_INTEGRATION_FAKE_ENGINE_FIXTURE_H_

#include <string>

#include "test_paths.h"
#include "tests/integration/service_fixture.h"

namespace palimpsest {

// A service whose engine computes nothing: it does what a job's display name tells it (see
// tests/support/fake_engine.cc).
class FakeEngineFixture : public ServiceFixture {
 protected:
  FakeEngineFixture() {
    options_.engine_program = PALIMPSEST_FAKE_ENGINE;
    options_.datasets = {{"fashion-mnist", folder_.path()}};
  }

  // Creates a job; its name.
  std::string Create(const std::string& behaviour) {
    v1::JobSpec spec;
    spec.set_display_name(behaviour);
    spec.mutable_model()->set_name("lenet5");
    spec.mutable_dataset()->set_name("fashion-mnist");
    return jobs_->Create(spec);
  }
};

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_INTEGRATION_FAKE_ENGINE_FIXTURE_H_

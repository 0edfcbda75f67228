#include "common/base/start_thread.h"

#include <string>
#include <system_error>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(StartThreadTest, RunsTheBody) {
  bool ran = false;
  auto thread = StartThread([&ran] { ran = true; });
  ASSERT_TRUE(thread.ok()) << thread.status();
  thread->join();
  EXPECT_TRUE(ran);
}

TEST(StartThreadTest, ARefusalIsAStatus) {
  const auto thread = StartThread(
      [] {},
      [](std::function<void()>) -> std::thread {
        throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
      });
  EXPECT_EQ(thread.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(thread.status().message()), testing::HasSubstr("cannot start a thread"));
}

}  // namespace
}  // namespace palimpsest

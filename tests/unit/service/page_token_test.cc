#include "server/service/page_token.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(PageTokenTest, GivesBackItsPositionForTheSameArgumentsAndAnyPageSize) {
  v1::ListJobsRequest request;
  request.add_states(v1::Job::FAILED);
  request.set_page_token(MakePageToken(request, 17));
  request.set_page_size(5);
  EXPECT_EQ(*ParsePageToken(request), 17);
}

TEST(PageTokenTest, IsRefusedForOtherArguments) {
  v1::ListJobsRequest request;
  request.set_page_token(MakePageToken(request, 17));
  request.add_states(v1::Job::FAILED);
  EXPECT_TRUE(absl::IsInvalidArgument(ParsePageToken(request).status()));
}

TEST(PageTokenTest, IsRefusedIfItWasMadeUpOrDamaged) {
  v1::ListJobsRequest request;
  const std::string token = MakePageToken(request, 17);
  for (const std::string& bad :
       {std::string("x"), std::string("17"), token + "a", token.substr(1)}) {
    request.set_page_token(bad);
    EXPECT_TRUE(absl::IsInvalidArgument(ParsePageToken(request).status())) << bad;
  }
}

}  // namespace
}  // namespace palimpsest

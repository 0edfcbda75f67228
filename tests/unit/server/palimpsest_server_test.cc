#include "server/palimpsest_server.h"

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "common/base/files.h"
#include "common/rpc/channel.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "palimpsest/v1/jobs.grpc.pb.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

class PalimpsestServerTest : public ::testing::Test {
 protected:
  PalimpsestServerTest() {
    options_.listen = Address().WithPort(0);
    options_.data_dir = folder_.path() + "/data";
    options_.datasets["fashion-mnist"] = folder_.path();
  }

  // The whole server, without local workers.
  std::unique_ptr<PalimpsestServer> Start() {
    absl::StatusOr<std::unique_ptr<PalimpsestServer>> server = PalimpsestServer::Start(options_);
    EXPECT_TRUE(server.ok()) << server.status();
    return *std::move(server);
  }

  static std::unique_ptr<v1::Jobs::Stub> Dial(const PalimpsestServer& server) {
    return v1::Jobs::NewStub(MakeChannel(server.address(), ChannelOptions()));
  }

  static void SetDeadline(grpc::ClientContext& context) {
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(60)));
  }

  static std::string CreateJob(v1::Jobs::Stub& stub) {
    grpc::ClientContext context;
    SetDeadline(context);
    v1::CreateJobRequest request;
    request.mutable_spec()->mutable_model()->set_name("lenet5");
    request.mutable_spec()->mutable_dataset()->set_name("fashion-mnist");
    v1::Job job;
    const grpc::Status status = stub.CreateJob(&context, request, &job);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return job.name();
  }

  TemporaryDirectory folder_;
  ServerOptions options_;
};

TEST_F(PalimpsestServerTest, AJobIsThereAfterARestart) {
  std::string name;
  {
    const auto server = Start();
    name = CreateJob(*Dial(*server));
  }
  const auto server = Start();
  grpc::ClientContext context;
  SetDeadline(context);
  v1::GetJobRequest request;
  request.set_name(name);
  v1::Job job;
  ASSERT_TRUE(Dial(*server)->GetJob(&context, request, &job).ok());
  EXPECT_EQ(job.state(), v1::Job::QUEUED);
}

TEST_F(PalimpsestServerTest, StoppingEndsTheWatchesThatAreGoingOn) {
  auto server = Start();
  const auto stub = Dial(*server);
  v1::WatchJobRequest request;
  request.set_name(CreateJob(*stub));
  grpc::ClientContext context;
  SetDeadline(context);
  const auto reader = stub->WatchJob(&context, request);
  v1::JobEvent event;
  ASSERT_TRUE(reader->Read(&event));
  server.reset();
  while (reader->Read(&event)) {
  }
  const grpc::StatusCode code = reader->Finish().error_code();
  EXPECT_TRUE(code == grpc::StatusCode::UNAVAILABLE || code == grpc::StatusCode::CANCELLED) << code;
}

TEST_F(PalimpsestServerTest, ASecondServerOnTheSameFolderIsRefused) {
  const auto server = Start();
  const auto second = PalimpsestServer::Start(options_);
  EXPECT_TRUE(absl::IsFailedPrecondition(second.status()));
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(options_.data_dir));
}

TEST_F(PalimpsestServerTest, AListeningAddressInUseIsRefusedByName) {
  const auto server = Start();
  options_.data_dir = folder_.path() + "/other";
  options_.listen = server->address();
  const auto second = PalimpsestServer::Start(options_);
  EXPECT_TRUE(absl::IsFailedPrecondition(second.status()));
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(options_.listen.text()));
}

TEST_F(PalimpsestServerTest, AFolderThatCannotBeCreatedIsNamed) {
  ASSERT_TRUE(WriteFileAtomically(folder_.path() + "/file", "").ok());
  options_.data_dir = folder_.path() + "/file/data";
  const auto server = PalimpsestServer::Start(options_);
  EXPECT_THAT(std::string(server.status().message()), HasSubstr("--data-dir"));
  EXPECT_THAT(std::string(server.status().message()), HasSubstr(folder_.path() + "/file"));
}

TEST_F(PalimpsestServerTest, AWorkerProgramThatCannotBeStartedIsNamed) {
  options_.slots = {"cpu"};
  options_.worker_program = "/no/such/worker";
  const auto server = PalimpsestServer::Start(options_);
  EXPECT_THAT(std::string(server.status().message()), HasSubstr("/no/such/worker"));
}

TEST_F(PalimpsestServerTest, AUnixSocketServesToo) {
  options_.listen = *Address::ParseListen("--listen", "unix:" + folder_.path() + "/socket");
  const auto server = Start();
  EXPECT_EQ(server->address().text(), options_.listen.text());
  EXPECT_EQ(CreateJob(*Dial(*server)), "jobs/1");
}

}  // namespace
}  // namespace palimpsest

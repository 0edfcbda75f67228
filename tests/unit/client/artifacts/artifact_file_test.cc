#include "client/artifacts/artifact_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <filesystem>
#include <thread>

#include "common/base/files.h"
#include "common/process/unique_fd.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/client/fake_server.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr char kContent[] = "The quick brown fox jumps over the lazy dog";

class ArtifactFileTest : public ::testing::Test {
 protected:
  ArtifactFileTest() : client_(server_.target()), path_(directory_.path() + "/fox.txt") {
    options_.retry_delay = absl::ZeroDuration();
    artifact_ = server_.AddArtifact("jobs/1", "fox.txt", kContent);
  }

  absl::StatusOr<SavedArtifact> Save(const std::string& path, bool replace = false) {
    return SaveArtifact(client_, artifact_, path, replace, options_);
  }

  std::vector<std::string> Files() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

  std::vector<int64_t> RequestedOffsets() {
    std::vector<int64_t> offsets;
    for (const auto& request : server_.download_requests()) offsets.push_back(request.offset());
    return offsets;
  }

  std::string PartName() { return ".fox.txt." + artifact_.sha256().substr(0, 16) + ".part"; }

  TemporaryDirectory directory_;
  FakeServer server_;
  ApiClient client_;
  DownloadOptions options_;
  v1::Artifact artifact_;
  const std::string path_;
};

TEST_F(ArtifactFileTest, AFileIsThereWholeAndAlone) {
  const absl::StatusOr<SavedArtifact> saved = Save(path_);
  ASSERT_TRUE(saved.ok()) << saved.status();
  EXPECT_EQ(saved->path, path_);
  EXPECT_FALSE(saved->was_there);
  EXPECT_EQ(*ReadFile(path_), kContent);
  EXPECT_THAT(Files(), ElementsAre("fox.txt"));
}

TEST_F(ArtifactFileTest, AFolderGetsAFileOfTheArtifactsName) {
  EXPECT_EQ(Save(directory_.path())->path, path_);
  EXPECT_EQ(*ReadFile(path_), kContent);
}

TEST_F(ArtifactFileTest, AFileWithOtherBytesIsReplacedOnlyIfAsked) {
  ASSERT_TRUE(WriteFileAtomically(path_, "mine").ok());
  const absl::Status refused = Save(path_).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("or replace it with --force"));
  EXPECT_EQ(*ReadFile(path_), "mine");
  EXPECT_THAT(Files(), ElementsAre("fox.txt"));
  ASSERT_TRUE(Save(path_, /*replace=*/true).ok());
  EXPECT_EQ(*ReadFile(path_), kContent);
}

TEST_F(ArtifactFileTest, AFileWithTheSameBytesStays) {
  ASSERT_TRUE(Save(path_).ok());
  EXPECT_TRUE(Save(path_)->was_there);
  EXPECT_THAT(RequestedOffsets(), ElementsAre(0));
}

TEST_F(ArtifactFileTest, AnEmptyFileHoldsNothingToLose) {
  ASSERT_TRUE(WriteFileAtomically(path_, "").ok());
  ASSERT_TRUE(Save(path_).ok());
  EXPECT_EQ(*ReadFile(path_), kContent);
}

TEST_F(ArtifactFileTest, ALinkStaysAndItsTargetIsWritten) {
  const std::string link = directory_.path() + "/link";
  ASSERT_TRUE(WriteFileAtomically(path_, "").ok());
  std::filesystem::create_symlink(path_, link);
  ASSERT_TRUE(Save(link).ok());
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(*ReadFile(path_), kContent);
}

TEST_F(ArtifactFileTest, ALinkToAFileThatIsYetToComeStays) {
  const std::string link = directory_.path() + "/link";
  std::filesystem::create_symlink("fox.txt", link);
  ASSERT_TRUE(Save(link).ok());
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(*ReadFile(path_), kContent);
}

TEST_F(ArtifactFileTest, OfTwoFilesForOnePathAtOnceTheLaterIsRefused) {
  const v1::Artifact dog = server_.AddArtifact("jobs/2", "fox.txt", "a lazy dog");
  absl::Status other;
  std::thread thread([&] {
    ApiClient client(server_.target());
    other = SaveArtifact(client, dog, path_, /*replace=*/false, options_).status();
  });
  const absl::Status status = Save(path_).status();
  thread.join();
  ASSERT_NE(status.ok(), other.ok()) << status << " " << other;
  EXPECT_EQ(*ReadFile(path_), status.ok() ? kContent : "a lazy dog");
  EXPECT_THAT(std::string((status.ok() ? other : status).message()),
              HasSubstr("exists and holds something else"));
}

TEST_F(ArtifactFileTest, APartialFileThatIsTooLongIsBegunAnew) {
  const std::string part = directory_.path() + "/" + PartName();
  ASSERT_TRUE(WriteFileAtomically(part, std::string(100, 'x')).ok());
  ASSERT_TRUE(Save(path_).ok());
  EXPECT_EQ(*ReadFile(path_), kContent);
}

TEST_F(ArtifactFileTest, APipeIsWrittenToAndStaysAPipe) {
  const std::string pipe = directory_.path() + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  std::string received;
  std::thread reader([&] { received = *ReadFile(pipe); });
  const absl::StatusOr<SavedArtifact> saved = Save(pipe);
  reader.join();
  ASSERT_TRUE(saved.ok()) << saved.status();
  EXPECT_FALSE(saved->is_file);
  EXPECT_EQ(received, kContent);
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  EXPECT_THAT(Files(), ElementsAre("pipe"));
}

TEST_F(ArtifactFileTest, ADeviceIsWrittenTo) {
  ASSERT_TRUE(Save("/dev/null").ok());
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST_F(ArtifactFileTest, AnInterruptedFileIsResumedByTheNextCall) {
  Cancellation cancellation;
  options_.max_idle_tries = 1;
  server_.BreakStreams(/*count=*/1, /*after_messages=*/4);
  // The second stream fails at once, which ends the only idle try.
  v1::Artifact whole = artifact_;
  artifact_.set_size_bytes(44);
  const absl::Status interrupted = Save(path_).status();
  EXPECT_THAT(std::string(interrupted.message()),
              HasSubstr("; 43 B are kept in " + directory_.path() + "/" + PartName() +
                        ", the same command goes on from there"));
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_THAT(Files(), ElementsAre(PartName()));
  artifact_ = whole;
  ASSERT_TRUE(Save(path_).ok());
  EXPECT_EQ(*ReadFile(path_), kContent);
  EXPECT_THAT(Files(), ElementsAre("fox.txt"));
  EXPECT_THAT(RequestedOffsets(), ElementsAre(0, 20, 43)) << "no byte came twice";
}

TEST_F(ArtifactFileTest, NoEmptyPartialFileStays) {
  server_.FailCalls(1, grpc::Status(grpc::StatusCode::NOT_FOUND, "gone"));
  EXPECT_EQ(Save(path_).status(), absl::NotFoundError("gone"));
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(ArtifactFileTest, ACallLeavesThePartialFileOfAnotherAlone) {
  const std::string part = directory_.path() + "/" + PartName();
  ASSERT_TRUE(WriteFileAtomically(part, "The qu").ok());
  const UniqueFd other_call(open(part.c_str(), O_WRONLY));
  ASSERT_EQ(flock(other_call.get(), LOCK_EX), 0);
  ASSERT_TRUE(Save(path_).ok());
  EXPECT_EQ(*ReadFile(path_), kContent);
  EXPECT_EQ(*ReadFile(part), "The qu");
  EXPECT_THAT(Files(), UnorderedElementsAre("fox.txt", PartName()));
}

TEST_F(ArtifactFileTest, CallsAtOnceAllSucceed) {
  std::vector<std::thread> calls;
  for (int i = 0; i < 8; ++i) {
    calls.emplace_back([this] { EXPECT_TRUE(Save(path_, /*replace=*/true).ok()); });
  }
  for (std::thread& call : calls) call.join();
  EXPECT_EQ(*ReadFile(path_), kContent);
  EXPECT_THAT(Files(), ElementsAre("fox.txt"));
}

TEST_F(ArtifactFileTest, AFileWithAWrongSha256IsNotKept) {
  server_.ReplaceContent(artifact_.name(), std::string(artifact_.size_bytes(), 'x'));
  EXPECT_EQ(Save(path_).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(ArtifactFileTest, AFolderThatIsNotThereIsNamed) {
  const absl::Status status = Save(directory_.path() + "/none/fox.txt").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr(directory_.path() + "/none/"));
}

TEST_F(ArtifactFileTest, ANameThatLeavesTheFolderIsRefused) {
  for (const char* name : {"../fox.txt", "..", "", "/etc/fox", "a/b"}) {
    artifact_.set_file_name(name);
    const absl::Status status = Save(directory_.path()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << name;
    EXPECT_THAT(std::string(status.message()), EndsWith("which is no file name"));
  }
}

}  // namespace
}  // namespace palimpsest

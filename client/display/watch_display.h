#ifndef PALIMPSEST_CLIENT_DISPLAY_WATCH_DISPLAY_H_
#define PALIMPSEST_CLIENT_DISPLAY_WATCH_DISPLAY_H_

#include <memory>
#include <ostream>
#include <string>

#include "absl/strings/string_view.h"
#include "client/console.h"
#include "client/display/event_lines.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// Shows the events of one job as they come. Not thread-safe.
class WatchDisplay {
 public:
  virtual ~WatchDisplay() = default;

  // The job as it is, when the watch begins. Its events follow, from the first one on.
  virtual void Begin(const v1::JobEvent& event) = 0;
  virtual void Show(const v1::JobEvent& event) = 0;
  // False once nothing can be shown any more: the reader has left, as in `palimpsest watch 17 |
  // head -1`, or the disk is full.
  virtual bool CanShow() const = 0;
  // Something about the watch itself, e.g. that the connection was lost. One line.
  virtual void Note(absl::string_view text) = 0;
  // The job as it ended. Nothing follows.
  virtual void End(const v1::Job& job) = 0;
  // The watch stops before the job has ended. Nothing follows.
  virtual void Abandon() = 0;
};

// JSON lines for OutputFormat::kJson, a progress bar on a terminal, else plain lines. `console`
// must outlive it, as it must every display.
std::unique_ptr<WatchDisplay> MakeWatchDisplay(OutputFormat format, Console& console);

// A progress bar in the last line, redrawn in place; lines worth keeping scroll by above it.
class TerminalWatchDisplay final : public WatchDisplay {
 public:
  explicit TerminalWatchDisplay(Console& console) : console_(console) {}

  void Begin(const v1::JobEvent& event) override;
  void Show(const v1::JobEvent& event) override;
  bool CanShow() const override { return console_.out.good(); }
  void Note(absl::string_view text) override;
  void End(const v1::Job& job) override;
  void Abandon() override;

 private:
  // Every attempt starts from the beginning, and so does the bar.
  void BeginAttempt(int number);
  void PrintAboveBar(absl::string_view line);
  void DrawBar();

  Console& console_;
  EventLines lines_;
  std::string job_;
  std::string status_;
  v1::Progress progress_;
  std::string detail_;  // the newest training metric
  int attempts_ = 0;
};

// Plain lines for a pipe or a file. A line of progress at every new phase and every tenth of the
// way, not at every event.
class PlainWatchDisplay final : public WatchDisplay {
 public:
  explicit PlainWatchDisplay(Console& console) : console_(console) {}

  void Begin(const v1::JobEvent& event) override;
  void Show(const v1::JobEvent& event) override;
  bool CanShow() const override { return console_.out.good(); }
  void Note(absl::string_view text) override;
  void End(const v1::Job& job) override;
  void Abandon() override {}

 private:
  void ShowProgress(const v1::Progress& progress);

  Console& console_;
  EventLines lines_;
  v1::Progress::Phase phase_ = v1::Progress::PHASE_UNSPECIFIED;
  int tenth_ = -1;
  int attempts_ = 0;
};

// One JobEvent a line, as it comes, the first one of the watch included. Notes go to stderr.
class JsonWatchDisplay final : public WatchDisplay {
 public:
  explicit JsonWatchDisplay(Console& console) : console_(console) {}

  void Begin(const v1::JobEvent& event) override { Show(event); }
  void Show(const v1::JobEvent& event) override;
  bool CanShow() const override { return console_.out.good(); }
  void Note(absl::string_view text) override;
  void End(const v1::Job&) override {}
  void Abandon() override {}

 private:
  Console& console_;
};

// Only the log lines of a job: "TIME SEVERITY text", or in JSON their events, one a line; and the
// failure of a job that failed, as the last of them (in JSON an event with the job). Notes go to
// stderr.
class LogDisplay final : public WatchDisplay {
 public:
  LogDisplay(OutputFormat format, Console& console) : format_(format), console_(console) {}

  void Begin(const v1::JobEvent&) override {}
  void Show(const v1::JobEvent& event) override;
  bool CanShow() const override { return console_.out.good(); }
  void Note(absl::string_view text) override;
  void End(const v1::Job& job) override;
  void Abandon() override {}

 private:
  void PrintLine(const google::protobuf::Timestamp& time, v1::LogLine::Severity severity,
                 absl::string_view text);

  const OutputFormat format_;
  Console& console_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_WATCH_DISPLAY_H_

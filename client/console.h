#ifndef PALIMPSEST_CLIENT_CONSOLE_H_
#define PALIMPSEST_CLIENT_CONSOLE_H_

#include <array>
#include <functional>
#include <iosfwd>
#include <streambuf>

#include "absl/time/time.h"
#include "common/base/clock.h"

namespace palimpsest {

// What a verb prints: for people, or for scripts.
enum class OutputFormat { kTable, kJson, kCsv };

// Where a verb reads and writes, and what surrounds it. Injected, so that tests see what a person
// would.
struct Console {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  const Clock& clock;
  absl::TimeZone zone;           // for times in tables
  bool out_is_terminal = false;  // else plain lines, and no control codes
  std::function<int()> columns;  // of the terminal, now
  // Whether nothing that is written to `out` arrives any more because its reader has left, as in
  // `palimpsest ls | head -1`.
  std::function<bool()> reader_left = [] { return false; };
};

// Writes to a descriptor, and remembers why it could not: a std::filebuf does not tell. Not
// thread-safe.
class OutputBuffer final : public std::streambuf {
 public:
  // `fd` stays the caller's.
  explicit OutputBuffer(int fd);

  // The errno of the first write that failed; 0 if none did.
  int error_number() const { return error_number_; }

 protected:
  int_type overflow(int_type character) override;
  int sync() override;

 private:
  const int fd_;
  int error_number_ = 0;
  std::array<char, 8192> buffer_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_CONSOLE_H_

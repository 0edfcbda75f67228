#ifndef PALIMPSEST_SERVER_STORE_SQLITE_STATEMENT_H_
#define PALIMPSEST_SERVER_STORE_SQLITE_STATEMENT_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"

struct sqlite3_stmt;

namespace palimpsest {

// Bytes for a BLOB parameter, as opposed to text.
struct Blob {
  absl::string_view bytes;
};

// A prepared statement in use. It comes from SqliteConnection::Prepare and goes back to it, reset,
// when it is destroyed. Move-only.
//
// Times are kept as INTEGER nanoseconds since the epoch; they must lie between the years 1678 and
// 2262. A nan is kept as NULL and -0 as 0, because SQLite has neither; infinities and all other
// doubles are exact.
class SqliteStatement {
 public:
  ~SqliteStatement();
  SqliteStatement(SqliteStatement&& other) noexcept;
  SqliteStatement& operator=(SqliteStatement&&) = delete;

  // The next row: false if there is none (any more). Errors as SqliteConnection says.
  absl::StatusOr<bool> Step();

  // Columns of the current row, from 0. Valid after a Step() that returned true.
  bool IsNull(int column) const;
  int64_t Int64(int column) const;
  // NULL is a nan.
  double Double(int column) const;
  // Text or bytes; empty for NULL. Valid until the next Step().
  absl::string_view Bytes(int column) const;
  absl::Time Time(int column) const;

 private:
  friend class SqliteConnection;

  // `idle` is where the statement goes back to; `path` names the database. Both outlive it.
  SqliteStatement(sqlite3_stmt* statement, std::vector<sqlite3_stmt*>& idle,
                  const std::string& path)
      : statement_(statement), idle_(&idle), path_(&path) {}

  template <typename... Values>
  absl::Status BindAll(const Values&... values) {
    int parameter = 0;
    int code = 0;
    ((code = code == 0 ? Bind(++parameter, values) : code), ...);
    return Check(code);
  }

  // SQLite's result codes; 0 is fine.
  int Bind(int parameter, int64_t value);
  int Bind(int parameter, int value) { return Bind(parameter, static_cast<int64_t>(value)); }
  int Bind(int parameter, double value);
  int Bind(int parameter, absl::string_view text);
  int Bind(int parameter, const std::string& text) {
    return Bind(parameter, absl::string_view(text));
  }
  int Bind(int parameter, const char* text) { return Bind(parameter, absl::string_view(text)); }
  int Bind(int parameter, const Blob& blob);
  int Bind(int parameter, absl::Time time) { return Bind(parameter, absl::ToUnixNanos(time)); }
  int Bind(int parameter, absl::nullopt_t);
  template <typename T>
  int Bind(int parameter, const absl::optional<T>& value) {
    return value.has_value() ? Bind(parameter, *value) : Bind(parameter, absl::nullopt);
  }
  // No other conversion: a bool or a size would be bound as something the caller did not mean.
  template <typename T>
  int Bind(int parameter, T value) = delete;

  absl::Status Check(int code) const;

  sqlite3_stmt* statement_;
  std::vector<sqlite3_stmt*>* idle_;
  const std::string* path_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_SQLITE_STATEMENT_H_

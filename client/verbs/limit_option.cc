#include "client/verbs/limit_option.h"

#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/display/printable.h"

namespace palimpsest {

void AddLimitOption(CLI::App& verb, int64_t& limit) {
  verb.add_option("--limit", limit, "At most the newest so many; 0 is all")
      ->capture_default_str()
      ->check([](const std::string& text) -> std::string {
        int64_t number;
        if (absl::SimpleAtoi(text, &number) && number >= 0) return "";
        return absl::StrCat("expected a whole number of at least 0, got ", Quoted(text));
      });
}

}  // namespace palimpsest

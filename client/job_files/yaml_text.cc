#include "client/job_files/yaml_text.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/job_files/json_escapes.h"
#include "common/base/status_macros.h"
#include "common/base/utf8.h"

namespace palimpsest {
namespace {

constexpr int kMaxDepth = 20;
constexpr int kMaxValues = 100000;
constexpr absl::string_view kTooDeep = "is nested too deeply for a job";
// The mark of a document's end: inside of a quote it is an error, which yaml-cpp does not make of
// the end of a file.
constexpr absl::string_view kEnd = "\n...\n";

// Where values begin that a parser meets.
class ValueMarks final : public YAML::EventHandler {
 public:
  // The first value of all; null if there was none.
  const YAML::Mark& first() const { return first_; }
  const YAML::Mark& last_scalar() const { return last_scalar_; }

  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                const std::string&) override {
    Meet(mark);
    last_scalar_ = mark;
  }
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { Meet(mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { Meet(mark); }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    Meet(mark);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    Meet(mark);
  }
  void OnMapEnd() override {}

 private:
  void Meet(const YAML::Mark& mark) {
    if (first_.is_null()) first_ = mark;
  }

  YAML::Mark first_ = YAML::Mark::null_mark();
  YAML::Mark last_scalar_;
};

// The quote that swallows the rest of `text` is the last scalar in it.
YAML::Mark FindUnclosedQuote(const std::string& text) {
  ValueMarks marks;
  // A line break keeps yaml-cpp from giving up within the quote.
  std::istringstream stream(absl::StrCat(text, "\n"));
  try {
    YAML::Parser parser(stream);
    // Of the documents that ParseYaml looks at.
    for (int i = 0; i < 2 && parser.HandleNextDocument(marks); ++i) continue;
  } catch (const YAML::Exception&) {
    // Brackets that are still open; the scalar was met before.
  }
  return marks.last_scalar();
}

// Not by YAML::LoadAll, which never ends where a value follows a quoted one: each call of the
// parser finds one more document there, and takes nothing from the text.
absl::Status CheckNoSecondDocument(const std::string& text, const ValueSource& source) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  ValueMarks first;
  ValueMarks second;
  if (!parser.HandleNextDocument(first) || !parser.HandleNextDocument(second)) {
    return absl::OkStatus();
  }
  return source.Error(second.first(), "", "a second document; only one is read");
}

absl::Status SyntaxError(const YAML::Exception& e, const std::string& text,
                         const ValueSource& source) {
  const int lines = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
  const int line = std::min(e.mark.line + 1, lines);
  if (dynamic_cast<const YAML::DeepRecursion*>(&e) != nullptr) {
    return source.TextError(line, e.mark.column + 1, kTooDeep);
  }
  if (e.mark.line >= lines && e.msg == YAML::ErrorMsg::DOC_IN_SCALAR) {
    const YAML::Mark quote = FindUnclosedQuote(text);
    return source.TextError(quote.line + 1, quote.column + 1,
                            "not valid YAML: this quote is never closed");
  }
  return source.TextError(line, e.mark.column + 1, absl::StrCat("not valid YAML: ", e.msg));
}

absl::Status CheckSize(const YAML::Node& node, int depth, int& values, const ValueSource& source) {
  if (depth > kMaxDepth) return source.Error(node.Mark(), "", kTooDeep);
  if (++values > kMaxValues) {
    return source.Error(node.Mark(), "", absl::StrCat("has more than ", kMaxValues, " values"));
  }
  for (const auto& child : node) {
    // An element of a list has no key.
    const YAML::Node& value = node.IsMap() ? child.second : child;
    RETURN_IF_ERROR(CheckSize(value, depth + 1, values, source));
  }
  return absl::OkStatus();
}

absl::StatusOr<YAML::Node> OneDocument(const std::string& text, const ValueSource& source) {
  const YAML::Node document = YAML::Load(text);
  RETURN_IF_ERROR(CheckNoSecondDocument(text, source));
  int values = 0;
  RETURN_IF_ERROR(CheckSize(document, /*depth=*/0, values, source));
  return document;
}

}  // namespace

absl::Status CheckText(absl::string_view text, const ValueSource& source) {
  const absl::string_view good = text.substr(0, Utf8PrefixBytes(text));
  const auto is_control = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
           c == 0x7f;
  };
  const auto bad = std::find_if(good.begin(), good.end(), is_control);
  if (bad == text.end()) return absl::OkStatus();
  const int line = static_cast<int>(std::count(good.begin(), bad, '\n')) + 1;
  const auto line_begin = std::find(std::make_reverse_iterator(bad), good.rend(), '\n').base();
  return source.TextError(
      line, static_cast<int>(bad - line_begin) + 1,
      absl::StrFormat("%s (byte 0x%02x)",
                      bad == good.end() ? "is not UTF-8" : "a control character",
                      static_cast<unsigned char>(*bad)));
}

absl::StatusOr<YAML::Node> ParseYaml(absl::string_view text, const ValueSource& source) {
  RETURN_IF_ERROR(CheckText(text, source));
  std::string yaml(text);
  if (nlohmann::json::accept(yaml)) yaml = JoinSurrogates(yaml);
  try {  // yaml-cpp reports by exceptions
    return OneDocument(absl::StrCat(yaml, kEnd), source);
  } catch (const YAML::Exception& e) {
    return SyntaxError(e, yaml, source);
  }
}

}  // namespace palimpsest

#include "client/job_files/yaml_text.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

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

// Where the last scalar begins that a parser meets.
class LastScalar final : public YAML::EventHandler {
 public:
  const YAML::Mark& mark() const { return mark_; }

  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                const std::string&) override {
    mark_ = mark;
  }
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  YAML::Mark mark_;
};

// The quote that swallows the rest of `text` is the last scalar in it.
YAML::Mark FindUnclosedQuote(const std::string& text) {
  LastScalar last;
  // A line break keeps yaml-cpp from giving up within the quote.
  std::istringstream stream(absl::StrCat(text, "\n"));
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(last)) continue;
  } catch (const YAML::Exception&) {
    // Brackets that are still open; the scalar was met before.
  }
  return last.mark();
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

absl::StatusOr<YAML::Node> OneDocument(const std::vector<YAML::Node>& documents,
                                       const ValueSource& source) {
  if (documents.empty()) return YAML::Node();
  if (documents.size() > 1) {
    return source.Error(documents[1].Mark(), "", "a second document; only one is read");
  }
  int values = 0;
  RETURN_IF_ERROR(CheckSize(documents[0], /*depth=*/0, values, source));
  return documents[0];
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
    return OneDocument(YAML::LoadAll(absl::StrCat(yaml, kEnd)), source);
  } catch (const YAML::Exception& e) {
    return SyntaxError(e, yaml, source);
  }
}

}  // namespace palimpsest

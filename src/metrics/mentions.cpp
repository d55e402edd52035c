#include "metrics/mentions.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/json.h"
#include "base/line_reader.h"
#include "text/normalize.h"
#include "text/utf8.h"

namespace dragoman::metrics {
namespace {

using Terms = std::vector<std::vector<std::string>>;  // [term][translation]

std::string text_of(const Json& record, const char* key, const std::string& where) {
  const auto found = record.find(key);
  if (found == record.end()) return "";
  if (!found->is_string()) throw_input("{}: {} must be a string", where, key);
  return found->get<std::string>();
}

Json parse_record(const std::string& line, const std::string& where) {
  Json record = parse_json(line, where);
  if (!record.is_object()) throw_input("{}: must be a JSON object", where);
  return record;
}

EntityRecord entity_of(const std::string& line, const std::string& where) {
  const Json record = parse_record(line, where);
  EntityRecord entity{text_of(record, "id", where), text_of(record, "source", where), {}, {}};
  const auto targets = record.find("targets");
  if (targets == record.end() || !targets->is_array())
    throw_input("{}: has no list \"targets\"", where);
  for (const Json& target : *targets) {
    if (!target.is_object() || !target.contains("mention"))
      throw_input("{}: every one of targets has a \"mention\"", where);
    entity.mentions.push_back(text_of(target, "mention", where));
    if (target.contains("translation"))
      entity.translations.push_back(text_of(target, "translation", where));
  }
  return entity;
}

// A letter or digit of a script that puts spaces between words.
bool is_word_part(char32_t c) {
  const auto code = static_cast<UChar32>(c);
  if (!u_isalnum(code)) return false;
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(code, &status);
  constexpr UScriptCode kUnspaced[] = {USCRIPT_HAN,    USCRIPT_HIRAGANA, USCRIPT_KATAKANA,
                                       USCRIPT_THAI,   USCRIPT_LAO,      USCRIPT_KHMER,
                                       USCRIPT_MYANMAR};
  return std::find(std::begin(kUnspaced), std::end(kUnspaced), script) == std::end(kUnspaced);
}

bool ends_words(std::u32string_view text, size_t begin, size_t end) {
  const auto inside = [&text](size_t at) {
    return at > 0 && at < text.size() && is_word_part(text[at - 1]) && is_word_part(text[at]);
  };
  return !inside(begin) && !inside(end);
}

bool holds_words(std::u32string_view text, std::u32string_view words) {
  for (size_t at = text.find(words); at != text.npos; at = text.find(words, at + 1))
    if (ends_words(text, at, at + words.size())) return true;
  return false;
}

// By folded term.
std::map<std::u32string, std::vector<std::string>> read_glossary(const Path& path) {
  LineReader reader(path);
  std::map<std::u32string, std::vector<std::string>> glossary;
  std::string line;
  while (reader.next(line)) {
    text::require_utf8(line, reader.where());
    if (text::strip(line).empty()) continue;
    const auto fields = text::split(line, '\t');
    const std::string_view term = text::strip(fields[0]);
    if (fields.size() < 2 || term.empty() || text::strip(fields[1]).empty())
      throw_input("{}: must be a term, a tab and its translation", reader.where());
    glossary[text::to_code_points(text::fold_case(term))].emplace_back(text::strip(fields[1]));
  }
  return glossary;
}

Terms record_terms(const std::string& line, const std::string& where) {
  const Json record = parse_record(line, where);
  auto terms = record.find("terms");
  if (terms == record.end()) terms = record.find("proper");
  if (terms == record.end() || !terms->is_object())
    throw_input("{}: has no object \"terms\" (or \"proper\")", where);
  Terms all;
  for (const auto& [term, translations] : terms->items()) {
    auto& accepted = all.emplace_back();
    for (const Json& one : translations.is_array() ? translations : Json::array({translations})) {
      if (!one.is_string()) throw_input("{}: the translation of {} must be text", where, term);
      accepted.push_back(one.get<std::string>());
    }
  }
  return all;
}

std::vector<Terms> read_term_records(const Path& path, size_t sentences) {
  LineReader reader(path);
  std::vector<Terms> terms;
  std::string line;
  while (reader.next(line)) terms.push_back(record_terms(line, reader.where()));
  if (terms.size() != sentences)
    throw_input("{} has {} lines for {} sentences", path.string(), terms.size(), sentences);
  return terms;
}

}  // namespace

bool holds_any(std::string_view folded, std::span<const std::string> names) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return folded.find(text::fold_case(name)) != folded.npos;
  });
}

std::vector<EntityRecord> read_entities(const Path& path) {
  LineReader reader(path);
  std::vector<EntityRecord> records;
  std::string line;
  while (reader.next(line)) records.push_back(entity_of(line, reader.where()));
  return records;
}

std::vector<Terms> read_terms(const Path& path, const std::vector<std::string>& sources) {
  if (path.extension() == ".jsonl") return read_term_records(path, sources.size());
  const auto glossary = read_glossary(path);
  std::vector<Terms> terms;
  for (const std::string& source : sources) {
    const std::u32string folded = text::to_code_points(text::fold_case(source));
    auto& found = terms.emplace_back();
    for (const auto& [term, translations] : glossary)
      if (holds_words(folded, term)) found.push_back(translations);
  }
  return terms;
}

}  // namespace dragoman::metrics

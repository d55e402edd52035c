// One item of parallel text, whatever it was read from: a file, a world, a stage.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace dragoman::data {

struct Row {
  std::string source;
  std::vector<std::string> references;  // any number; none for text to be translated
  std::string source_language;          // normalised code ("en", "pt-BR"), or a world's own
  std::string target_language;
  std::string domain;                           // "" where the data says nothing
  std::string document;                         // sentences of one document share it
  std::string id;                               // unique in its file: "train.tsv:17"
  std::map<std::string, std::string> metadata;  // further columns, by name

  std::string direction() const { return source_language + "-" + target_language; }
};

}  // namespace dragoman::data

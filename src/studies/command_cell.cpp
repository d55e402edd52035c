// A cell that runs commands of this program: data are made, checkpoints merged.
#include <fmt/format.h>

#include <chrono>
#include <sstream>

#include "base/error.h"
#include "base/files.h"
#include "base/subprocess.h"
#include "base/version.h"
#include "studies/cell.h"

namespace dragoman::studies {
namespace {

std::string with_own_folder(std::string text, const Path& folder) {
  const std::string mark = "{folder}";
  for (size_t at = text.find(mark); at != text.npos; at = text.find(mark, at))
    text.replace(at, mark.size(), folder.string());
  return text;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

void run_command(const std::string& text) {
  std::vector<std::string> words = words_of(text);
  Path printed;
  if (words.size() > 2 && words[words.size() - 2] == ">") {
    printed = words.back();
    words.resize(words.size() - 2);
  }
  words.insert(words.begin(), own_program().string());
  const int code = run_program(words, printed);
  if (code != 0) throw_failure("the command `{}` ended with {}", text, code);
}

class CommandCell final : public Cell {
 public:
  CommandCell(const Path& folder, std::string key, std::vector<std::string> commands,
              std::unique_ptr<Cell> asked)
      : Cell(folder, std::move(key)), commands_(std::move(commands)), asked_(std::move(asked)) {}

  void make() const override {
    const auto begin = std::chrono::steady_clock::now();
    begin_afresh();
    for (const std::string& command : commands_) run_command(command);
    if (asked_ && !std::filesystem::exists(checkpoint() / "config.json"))
      throw_input("the commands of {} left no checkpoint in {}", folder().string(),
                  checkpoint().string());
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    const Json summary = {{"commands", commands_}, {"seconds", spent.count()}};
    write_file(folder() / "summary.json", summary.dump(2) + "\n");
  }

  const training::Recipe& recipe() const override {
    DRAGOMAN_CHECK(asked_ != nullptr, "files are no system");
    return asked_->recipe();
  }

  Path checkpoint() const override { return folder() / "model"; }

 private:
  std::vector<std::string> commands_;
  std::unique_ptr<Cell> asked_;
};

}  // namespace

std::unique_ptr<Cell> command_cell(const CellConfig& config, const Path& folder, int64_t seed,
                                   const Starts& starts, std::unique_ptr<Cell> asked) {
  Json key = {{"version", kVersion}};
  std::vector<std::string> commands;
  for (const std::string& text : config.commands) {
    const std::string seeded = with_seed(text, seed);
    key["commands"].push_back(seeded);
    commands.push_back(with_own_folder(with_starts(seeded, starts), folder));
  }
  for (const auto& [name, cell] : starts.named)
    key["cells"][name] = parse_json(cell.key, "the key");
  return std::make_unique<CommandCell>(folder, key.dump(2) + "\n", std::move(commands),
                                       std::move(asked));
}

}  // namespace dragoman::studies

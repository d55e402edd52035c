// `dragoman explain [reward.chrf]`: every option with default, range and help. With --markdown the
// pages of docs/reference are made from it.
#include <CLI/CLI.hpp>

#include "base/error.h"
#include "cli/arguments.h"
#include "cli/catalogs.h"
#include "cli/command.h"
#include "cli/output.h"

namespace dragoman::cli {
namespace {

// How one option is said: "whole number, default 6, in [1, 20]".
std::string nature(const config::Option& option) {
  std::string text = option.type;
  if (option.required) text += ", required";
  if (!option.default_value.empty()) text += ", default " + option.default_value;
  if (!option.allowed.empty()) text += ", " + option.allowed;
  return text;
}

void print_options(const std::vector<config::Option>& options, int indent) {
  for (const config::Option& option : options) {
    print_out("{:{}}{}  ({})\n", "", indent, bold(option.name), nature(option));
    print_out("{:{}}    {}\n", "", indent, option.help);
    print_options(option.fields, indent + 4);
  }
}

void print_row(const Kind& kind, const Row& row) {
  print_out("{}: {}\n", bold(fmt::format("{}.{}", kind.singular, row.name)), row.sentence);
  print_options(row.options, 2);
}

std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string code(const std::string& text) { return text.empty() ? "" : "`" + cell(text) + "`"; }

void markdown_options(const std::vector<config::Option>& options, const std::string& path) {
  for (const config::Option& option : options) {
    const std::string name = path + option.name;
    print_out("| `{}` | {} | {} | {} | {} |\n", name, option.type,
              option.required ? "required" : code(option.default_value), cell(option.allowed),
              cell(option.help));
    const bool list = option.type.starts_with("list");
    markdown_options(option.fields, name + (list ? ".N." : "."));
  }
}

void markdown_row(const Row& row) {
  print_out("\n### `{}`\n\n{}\n", row.name, row.sentence);
  if (row.options.empty()) return;
  write_out("\n| option | type | default | allowed | meaning |\n| --- | --- | --- | --- | --- |\n");
  markdown_options(row.options, "");
}

void markdown_kind(const Kind& kind) {
  print_out("\n## {}\n\n{}\n", kind.plural, kind.sentence);
  for (const Row& row : kind.rows()) markdown_row(row);
}

Row row_named(const Kind& kind, std::string_view name) {
  std::vector<Row> rows = kind.rows();
  std::vector<std::string_view> known;
  for (Row& row : rows) {
    if (row.name == name) return std::move(row);
    known.push_back(row.name);
  }
  throw_input("unknown {} {}; {}", kind.singular, name, suggestion(name, known));
}

// A command's options are its own affair.
void show_help(std::string_view name) {
  for (const Command& command : commands()) {
    if (name == command.name) command.run(std::vector<std::string>{"--help"});
  }
}

void explain(const std::string& name, bool markdown) {
  const size_t dot = std::min(name.find('.'), name.size());
  const Kind& kind = kind_named(std::string_view(name).substr(0, dot));
  if (std::string_view(kind.singular) == "command" && dot < name.size() && !markdown) {
    return show_help(row_named(kind, std::string_view(name).substr(dot + 1)).name);
  }
  if (dot < name.size()) {
    const Row row = row_named(kind, std::string_view(name).substr(dot + 1));
    return markdown ? markdown_row(row) : print_row(kind, row);
  }
  if (markdown) return markdown_kind(kind);
  for (const Row& row : kind.rows()) {
    print_row(kind, row);
    write_out("\n");
  }
}

int run(std::span<const std::string> args) {
  CLI::App app("Prints every option with its default, range and meaning.", "explain");
  std::vector<std::string> names;
  bool markdown = false;
  app.add_option("name", names, "reward.chrf, or a whole catalogue: rewards");
  app.add_flag("--markdown", markdown, "as a reference page");
  if (!parse_arguments(app, args)) return 0;
  if (names.empty()) {
    if (markdown)
      write_out(
          "# Catalogue\n\nEverything a recipe can name, with its options. Made by `make "
          "reference`.\n");
    for (const Kind& kind : kinds()) names.emplace_back(kind.plural);
  }
  for (const std::string& name : names) explain(name, markdown);
  return 0;
}

}  // namespace

Command explain_command() {
  return {"explain", "Prints the options of what `list` names: `explain reward.chrf`.", &run};
}

}  // namespace dragoman::cli

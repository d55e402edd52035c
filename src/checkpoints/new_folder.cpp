#include "checkpoints/new_folder.h"

#include "base/error.h"

namespace dragoman::checkpoints {
namespace {

void check_output(const Path& output, std::span<const Path> sources) {
  if (std::filesystem::exists(output) && !std::filesystem::is_directory(output))
    throw_input("{}: is a file, a new folder was expected", output.string());
  if (std::filesystem::exists(output) && !std::filesystem::is_empty(output))
    throw_input("{}: is not empty; choose another --output", output.string());
  for (const Path& source : sources) {
    const Path inside = std::filesystem::weakly_canonical(output).lexically_relative(
        std::filesystem::weakly_canonical(source));
    if (!inside.empty() && *inside.begin() != "..")
      throw_input("{}: lies in the model's own folder; choose another --output", output.string());
  }
}

}  // namespace

NewFolder::NewFolder(const Path& output, std::span<const Path> sources)
    : output_(output.filename().empty() ? output.parent_path() : output) {  // a slash at the end
  check_output(output_, sources);
  partial_ = output_;
  partial_ += ".partial";
  std::error_code ignored;
  std::filesystem::remove_all(partial_, ignored);
  make_folder(partial_);
}

NewFolder::~NewFolder() {
  std::error_code ignored;
  if (!partial_.empty()) std::filesystem::remove_all(partial_, ignored);
}

void NewFolder::publish() {
  publish_folder(partial_, output_);
  partial_.clear();
}

}  // namespace dragoman::checkpoints

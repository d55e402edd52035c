#include "metrics/fasttext_model.h"

#include <fasttext/fasttext.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/error.h"
#include "metrics/language_detector.h"

namespace dragoman::metrics {
namespace {

constexpr float kLeastProbability = 0.5F;

std::string language_of_label(std::string_view label) {
  constexpr std::string_view kPrefix = "__label__";
  if (label.starts_with(kPrefix)) label.remove_prefix(kPrefix.size());
  return detector_code(label);
}

}  // namespace

// The library reads past the end of a file that is cut off; a stream that throws stops it.
class FastTextModel::Model : public fasttext::FastText {
 public:
  void load(const Path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw_input("{}: cannot open", path.string());
    try {
      file.exceptions(std::ios::failbit | std::ios::badbit | std::ios::eofbit);
      if (!checkModel(file)) throw_input("{}: not a fastText model", path.string());
      loadModel(file);
    } catch (const Error&) {
      throw;
    } catch (const std::exception&) {
      throw_input("{}: not a whole fastText model", path.string());
    }
    if (args_->model != fasttext::model_name::sup)
      throw_input("{}: a fastText model of words, not one that tells languages", path.string());
  }
};

FastTextModel::FastTextModel(const Path& path) {
  auto model = std::make_unique<Model>();
  model->load(path);
  const auto dictionary = model->getDictionary();
  for (int32_t i = 0; i < dictionary->nlabels(); ++i)
    languages_.insert(language_of_label(dictionary->getLabel(i)));
  model_ = std::move(model);
}

FastTextModel::~FastTextModel() = default;

LanguageGuess FastTextModel::guess(std::string_view text) const {
  std::string line(text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::istringstream stream(line + "\n");
  std::vector<std::pair<float, std::string>> found;
  if (!model_->predictLine(stream, found, 1, kLeastProbability) || found.empty()) return {};
  return {language_of_label(found.front().second), std::min(1.0, double{found.front().first})};
}

}  // namespace dragoman::metrics

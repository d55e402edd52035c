// With a small model that fastText itself trains here: two invented languages.
#include "metrics/fasttext_model.h"

#include <fasttext/fasttext.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"
#include "metrics/golden_cases.h"

namespace dragoman::metrics {
namespace {

class FastText : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = Path(testing::TempDir()) / ("fasttext" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    std::ofstream text(folder_ / "text");
    for (int i = 0; i < 300; ++i)
      text << "__label__deu_Latn katu miro sela\n__label__qqa poki vund trask\n";
    text.close();
    fasttext::Args args;
    args.input = (folder_ / "text").string();
    args.model = fasttext::model_name::sup;
    args.loss = fasttext::loss_name::softmax;
    args.dim = 4;
    args.lr = 0.5;
    args.minCount = 1;
    args.wordNgrams = 1;
    args.bucket = 0;
    args.minn = args.maxn = 0;
    args.thread = 1;
    args.verbose = 0;
    fasttext::FastText model;
    model.train(args);
    model.saveModel((folder_ / "model.bin").string());
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder_); }

  static double score(const std::string& hypothesis, const std::string& target) {
    const auto metric =
        metric_of({{"fasttext_model", (folder_ / "model.bin").string()}}, "language");
    return metric->sentence_score(hypothesis, {.target_language = target});
  }

  static Path folder_;
};

Path FastText::folder_;

TEST_F(FastText, SaysTheLanguageByItsShortestCode) {
  const FastTextModel model(folder_ / "model.bin");
  EXPECT_EQ(model.language("katu sela\nmiro"), "de");
  EXPECT_EQ(model.language("vund poki"), "qqa");
  EXPECT_TRUE(model.knows("de"));
  EXPECT_FALSE(model.knows("fr"));
}

TEST_F(FastText, JudgesInPlaceOfTheDetector) {
  EXPECT_EQ(score("katu miro", "de-AT"), 100.0);
  EXPECT_EQ(score("poki trask", "deu"), 0.0);
  EXPECT_EQ(score("poki trask", "qqa"), 100.0);
  EXPECT_THROW(score("poki", "fr"), Error);
}

TEST_F(FastText, FilesThatAreNoModelAreTheUsersError) {
  const std::string whole = read_file(folder_ / "model.bin");
  write_file(folder_ / "text.bin", "this is no model at all");
  EXPECT_THROW(FastTextModel(folder_ / "text.bin"), Error);
  EXPECT_THROW(FastTextModel(folder_ / "missing.bin"), Error);
  for (size_t size = 0; size < whole.size(); size += 1 + whole.size() / 40) {
    write_file(folder_ / "cut.bin", whole.substr(0, size));
    EXPECT_THROW(FastTextModel(folder_ / "cut.bin"), Error) << size << " of " << whole.size();
  }
}

}  // namespace
}  // namespace dragoman::metrics

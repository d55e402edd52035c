#include "worlds/treebank.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "worlds/agglutinative.h"
#include "worlds/family.h"

namespace dragoman::worlds {
namespace {

// Every word hangs from another, and all from one root.
void expect_tree(const std::vector<TreeWord>& tree) {
  size_t roots = 0;
  for (size_t i = 0; i < tree.size(); ++i) {
    roots += tree[i].head == 0;
    EXPECT_EQ(tree[i].head == 0, tree[i].relation == "root") << tree[i].form;
    size_t at = i + 1, steps = 0;
    while (at != 0 && steps++ < tree.size()) at = tree[at - 1].head;
    EXPECT_EQ(at, 0u) << tree[i].form << " hangs in a circle";
  }
  EXPECT_EQ(roots, 1u);
}

TEST(Treebank, HasTreesThatSayWhatTheMeaningSays) {
  for (int64_t seed = 1; seed <= 4; ++seed) {
    FamilyConfig config;
    config.seed = seed;
    config.sentences.relative_clause = config.sentences.possessor = 0.3;
    const Family world(config);
    for (size_t i = 1; i < world.languages().size(); ++i) {
      const std::string& code = world.languages()[i].code;
      Rng rng = Rng(3).derive(code);
      for (int draw = 0; draw < 200; ++draw) {
        const Meaning meaning = world.sample(rng);
        const std::vector<TreeWord> tree = world.tree(meaning, code, rng);
        expect_tree(tree);
        std::string text;
        for (size_t k = 0; k < tree.size(); ++k)
          text += (k == 0 || k + 1 == tree.size() ? "" : " ") + tree[k].form;
        EXPECT_EQ(world.parse(text, code), meaning) << text;
        const TreeWord& root = *std::find_if(tree.begin(), tree.end(),
                                             [](const TreeWord& word) { return word.head == 0; });
        EXPECT_NE(root.gloss.find(concept_of(meaning.first.verb).name), std::string::npos);
        for (const TreeWord& word : tree) {
          if (word.relation != "nsubj" || &tree[word.head - 1] != &root) continue;
          EXPECT_NE(word.gloss.find(concept_of(meaning.first.subject.core.head).name),
                    std::string::npos);
        }
      }
    }
  }
}

TEST(Treebank, IsConllu) {
  const Family world(FamilyConfig{});
  const auto meaning = world.parse("The dogs did not see my two houses.", "en");
  ASSERT_TRUE(meaning);
  for (size_t i = 1; i < world.languages().size(); ++i) {
    Rng rng(1);
    std::istringstream lines(conllu(world, *meaning, world.languages()[i].code, "s1", rng));
    std::string line, forms;
    std::getline(lines, line);
    EXPECT_EQ(line, "# sent_id = s1");
    std::getline(lines, line);
    const std::string text = line.substr(9);
    EXPECT_EQ(world.parse(text, world.languages()[i].code), meaning) << line;
    std::getline(lines, line);
    EXPECT_EQ(line, "# text_en = The dogs did not see my two houses.");
    std::set<std::string> parts;
    for (int number = 1; std::getline(lines, line) && !line.empty(); ++number) {
      std::vector<std::string> columns;
      std::istringstream cells(line);
      for (std::string cell; std::getline(cells, cell, '\t');) columns.push_back(cell);
      ASSERT_EQ(columns.size(), 10u) << line;
      EXPECT_EQ(columns[0], std::to_string(number));
      for (const std::string& column : columns) EXPECT_FALSE(column.empty()) << line;
      parts.insert(columns[3]);
      forms += columns[1] + (columns[9].ends_with("SpaceAfter=No") ? "" : " ");
    }
    EXPECT_EQ(forms, text + " ");
    for (const char* part : {"NOUN", "VERB", "NUM", "PRON", "PUNCT"})
      EXPECT_TRUE(parts.contains(part)) << part;
  }
}

TEST(Treebank, IsEmptyWhereAWorldHasNoTrees) {
  const Agglutinative world(AgglutinativeConfig{});
  Rng rng(1);
  EXPECT_EQ(conllu(world, world.sample(rng), "qaa", "s1", rng), "");
}

}  // namespace
}  // namespace dragoman::worlds

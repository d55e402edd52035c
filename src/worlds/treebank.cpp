#include "worlds/treebank.h"

#include <fmt/format.h>

namespace dragoman::worlds {

std::string conllu(const World& world, const Meaning& meaning, const std::string& language,
                   const std::string& id, Rng& rng) {
  const std::vector<TreeWord> tree = world.tree(meaning, language, rng);
  if (tree.empty()) return "";
  std::string sentence, lines;
  for (size_t i = 0; i < tree.size(); ++i) {
    const TreeWord& word = tree[i];
    const bool closes = i + 1 == tree.size();
    const bool last_word = i + 2 == tree.size();
    sentence += (i == 0 || closes ? "" : " ") + word.form;
    std::string misc = word.gloss.empty() ? "" : "Gloss=" + word.gloss;
    if (last_word) misc += (misc.empty() ? "" : "|") + std::string("SpaceAfter=No");
    lines += fmt::format("{}\t{}\t{}\t{}\t_\t{}\t{}\t{}\t_\t{}\n", i + 1, word.form, word.lemma,
                         word.part_of_speech, word.features, word.head, word.relation,
                         misc.empty() ? "_" : misc);
  }
  const std::string& first = world.languages().front().code;
  return fmt::format("# sent_id = {}\n# text = {}\n# text_{} = {}\n{}\n", id, sentence, first,
                     world.render(meaning, first, rng), lines);
}

}  // namespace dragoman::worlds

// MeCab's shortest path of words (Kudo, Yamamoto and Matsumoto, 2004). For Korean the path is found
// again over the same lattice, because mecab-ko charges a word of certain classes, such as
// particles, for white space on its left.
#include <fmt/format.h>
#include <mecab.h>

#include <array>
#include <charconv>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>

#include "base/error.h"
#include "base/files.h"
#include "metrics/learned_tokenizers.h"
#include "text/utf8.h"

namespace dragoman::metrics {
namespace {

using Penalties = std::map<int, long>;  // by part of speech

constexpr std::string_view kPenaltyKey = "left-space-penalty-factor";

std::vector<long> numbers_of(std::string_view list) {
  std::vector<long> numbers;
  for (const std::string_view part : text::split(list, ',')) {
    const std::string_view word = text::strip(part);
    long number = 0;
    std::from_chars(word.data(), word.data() + word.size(), number);
    numbers.push_back(number);
  }
  return numbers;
}

// "left-space-penalty-factor = CLASS,COST,CLASS,COST…" of the dictionary's dicrc.
Penalties read_penalties(const std::filesystem::path& folder) {
  Penalties penalties;
  const std::string content = read_file(folder / "dicrc");
  for (const std::string_view line : text::split(content, '\n')) {
    const size_t equals = line.find('=');
    if (equals == line.npos || text::strip(line.substr(0, equals)) != kPenaltyKey) continue;
    const auto numbers = numbers_of(line.substr(equals + 1));
    for (size_t i = 0; i + 1 < numbers.size(); i += 2)
      penalties[static_cast<int>(numbers[i])] = numbers[i + 1];
  }
  return penalties;
}

class Mecab {
 public:
  Mecab(const std::string& folder, Penalties penalties) : penalties_(std::move(penalties)) {
    // Only this dictionary: no rc file of the system or the user, so no user dictionary.
    std::array<std::string, 5> words = {"mecab", "-r", "/dev/null", "-d", folder};
    std::array<char*, 5> arguments{};
    for (size_t i = 0; i < words.size(); ++i) arguments[i] = words[i].data();
    model_.reset(MeCab::createModel(static_cast<int>(arguments.size()), arguments.data()));
    if (model_) tagger_.reset(model_->createTagger());
    if (!tagger_) throw_input("{} is not a compiled MeCab dictionary", folder);
  }

  const MeCab::DictionaryInfo& dictionary() const { return *model_->dictionary_info(); }

  std::string operator()(std::string_view text) const {
    const std::string_view line = text::strip(text);
    const std::unique_ptr<MeCab::Lattice> lattice(model_->createLattice());
    lattice->set_sentence(line.data(), line.size());
    if (!tagger_->parse(lattice.get())) throw_failure("MeCab: {}", lattice->what());
    if (!penalties_.empty()) choose_again(*lattice);
    std::string out;
    for (const MeCab::Node* node = lattice->bos_node()->next; node->next; node = node->next) {
      if (!out.empty()) out += ' ';
      out.append(node->surface, node->length);
    }
    return out;
  }

 private:
  long penalty(const MeCab::Node& node) const {
    if (node.rlength == node.length) return 0;
    const auto found = penalties_.find(node.posid);
    return found == penalties_.end() ? 0 : found->second;
  }

  // The cheapest left neighbour among those that end at `place`; the first of equals.
  void connect(MeCab::Lattice& lattice, size_t place, MeCab::Node& node) const {
    long best = std::numeric_limits<int>::max();
    for (MeCab::Node* left = lattice.end_nodes(place); left != nullptr; left = left->enext) {
      if (left->stat == MECAB_EOS_NODE) continue;  // is listed as its own left neighbour
      const long cost = left->cost + model_->transition_cost(left->rcAttr, node.lcAttr) +
                        node.wcost + penalty(node);
      if (cost >= best) continue;
      best = cost;
      node.prev = left;
    }
    node.cost = best;
  }

  void choose_again(MeCab::Lattice& lattice) const {
    size_t last = 0;
    for (size_t place = 0; place < lattice.size(); ++place) {
      if (lattice.end_nodes(place) == nullptr) continue;
      last = place;
      for (MeCab::Node* node = lattice.begin_nodes(place); node != nullptr; node = node->bnext)
        connect(lattice, place, *node);
    }
    MeCab::Node* const end = lattice.eos_node();
    connect(lattice, lattice.end_nodes(lattice.size()) != nullptr ? lattice.size() : last, *end);
    end->next = nullptr;
    for (MeCab::Node* node = end; node->prev != nullptr; node = node->prev) node->prev->next = node;
  }

  Penalties penalties_;
  std::unique_ptr<MeCab::Model> model_;
  std::unique_ptr<MeCab::Tagger> tagger_;
};

// What signatures call the dictionary.
std::string dictionary_name(const std::filesystem::path& folder, unsigned entries,
                            MecabLanguage language) {
  constexpr unsigned kIpadicEntries = 392126;
  constexpr unsigned kMecabKoDicEntries = 811795;
  if (language == MecabLanguage::kJapanese && entries == kIpadicEntries) return "IPA";
  if (language == MecabLanguage::kKorean && entries == kMecabKoDicEntries) return "KO";
  const auto path = std::filesystem::absolute(folder / "dicrc").lexically_normal().parent_path();
  return fmt::format("{}[{}]", path.filename().string(), entries);
}

}  // namespace

LoadedTokenizer load_mecab(const std::string& folder, MecabLanguage language) {
  const std::filesystem::path path(folder);
  if (!std::filesystem::exists(path / "dicrc"))
    throw_input("{} is not a MeCab dictionary: it has no dicrc", folder);
  const bool korean = language == MecabLanguage::kKorean;
  const auto mecab =
      std::make_shared<const Mecab>(folder, korean ? read_penalties(path) : Penalties{});
  const MeCab::DictionaryInfo& dictionary = mecab->dictionary();
  if (std::string_view charset(dictionary.charset); charset != "UTF-8" && charset != "utf8")
    throw_input("{} is a MeCab dictionary in {}, must be in UTF-8", folder, charset);
  const std::string version = MeCab::Model::version();
  const std::string program = korean ? "ko-mecab-" + version + "/ko-0.9.2" : "ja-mecab-" + version;
  return {[mecab](std::string_view text) { return (*mecab)(text); },
          program + "-" + dictionary_name(path, dictionary.size, language)};
}

}  // namespace dragoman::metrics

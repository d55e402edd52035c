// The two outlets of the composer: one text drawn at random, and the tree of all texts.
#include "worlds/daughter_sentence.h"

namespace dragoman::worlds {
namespace {

class RandomOutlet {
 public:
  RandomOutlet(const Daughter& language, const DaughterVariation& variation, Rng& rng)
      : language_(language), variation_(variation), rng_(rng) {
    leaves_.reserve(32);
  }

  int node() { return ++nodes_; }
  void put(Form form, const Arc& arc) { leaves_.push_back({form, arc}); }
  void put_any(ConceptId id, int shape, const Arc& arc) {
    put({language_.choose(id, rng_), shape}, arc);
  }

  template <class Write>
  void optionally(Write write) {
    if (rng_.uniform() >= variation_.optional_marking) write();
  }

  template <class Items, class Write>
  void in_order(Items items, bool free, Write write) {
    using Item = typename Items::value_type;
    if (!free || items.size() < 2 || rng_.uniform() >= variation_.word_order_freedom) {
      for (const Item& item : items) write(item);
      return;
    }
    std::vector<Item> shuffled(items.begin(), items.end());
    rng_.shuffle(shuffled);
    for (const Item& item : shuffled) write(item);
  }

  std::vector<Leaf> take() { return std::move(leaves_); }

 private:
  const Daughter& language_;
  const DaughterVariation& variation_;
  Rng& rng_;
  std::vector<Leaf> leaves_;
  int nodes_ = 0;
};

class WordingOutlet {
 public:
  explicit WordingOutlet(const Daughter& language) : language_(language) {}

  int node() { return 0; }
  void put(Form form, const Arc&) { parts_.push_back(word(language_.text_of(form))); }

  void put_any(ConceptId id, int shape, const Arc&) {
    std::vector<std::string> forms;
    for (const int index : language_.words_for(id))
      forms.push_back(language_.text_of({index, shape}));
    parts_.push_back(any_word(std::move(forms)));
  }

  template <class Write>
  void optionally(Write write) {
    parts_.push_back(optional(aside(write)));
  }

  template <class Items, class Write>
  void in_order(Items items, bool free, Write write) {
    std::vector<Wording> each;
    for (const auto& item : items) each.push_back(aside([&] { write(item); }));
    const bool any = free && each.size() > 1;
    parts_.push_back(any ? any_order(std::move(each)) : sequence(std::move(each)));
  }

  std::vector<Wording> take() { return std::move(parts_); }

 private:
  // What `write` writes, as one part.
  template <class Write>
  Wording aside(Write write) {
    std::vector<Wording> outer = std::move(parts_);
    parts_.clear();
    write();
    Wording inner = sequence(std::move(parts_));
    parts_ = std::move(outer);
    return inner;
  }

  const Daughter& language_;
  std::vector<Wording> parts_;
};

std::string joined(const Daughter& language, const std::vector<Leaf>& leaves) {
  std::string text;
  text.reserve(128);
  for (const Leaf& leaf : leaves) {
    if (!text.empty()) text += ' ';
    language.append(leaf.form, text);
  }
  return text;
}

}  // namespace

std::vector<Leaf> compose(const Daughter& language, const DaughterVariation& variation,
                          const Meaning& meaning, Rng& rng) {
  RandomOutlet out(language, variation, rng);
  SentenceComposer(language, out).sentence(meaning);
  return out.take();
}

std::string render(const Daughter& language, const DaughterVariation& variation,
                   const Meaning& meaning, Rng& rng) {
  return joined(language, compose(language, variation, meaning, rng)) +
         (meaning.first.question ? '?' : '.');
}

std::string render_phrase(const Daughter& language, const DaughterVariation& variation,
                          const Nominal& alone, Rng& rng) {
  RandomOutlet out(language, variation, rng);
  SentenceComposer(language, out).alone(alone);
  return joined(language, out.take());
}

Wording wordings(const Daughter& language, const Meaning& meaning) {
  WordingOutlet out(language);
  SentenceComposer(language, out).sentence(meaning);
  std::vector<Wording> parts = out.take();
  parts.push_back(word(meaning.first.question ? "?" : "."));
  return sequence(std::move(parts));
}

}  // namespace dragoman::worlds

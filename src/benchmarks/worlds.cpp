// How fast worlds speak and understand, on one thread: meanings drawn and said in the languages of
// a world in turn, and such texts parsed.
#include "benchmarks/benchmark.h"
#include "worlds/catalog.h"

namespace dragoman::benchmarks {
namespace {

struct WorldsConfig {
  int64_t sentences = 5000;
  int64_t seed = 0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("sentences", sentences, "sentences of one call", config::Range{1, 1000000});
    visit("seed", seed, "of those sentences");
  }
};

// One world with its default options.
struct Speaker {
  std::string name;
  std::unique_ptr<worlds::World> world;
  std::vector<std::pair<std::string, std::string>> texts = {};  // language and text

  const std::string& language(int64_t turn) const {
    const auto& languages = world->languages();
    const auto invented = static_cast<int64_t>(languages.size()) - 1;
    return languages[static_cast<size_t>(1 + turn % invented)].code;
  }
};

class Worlds final : public Benchmark {
 public:
  explicit Worlds(const WorldsConfig& config) : config_(config) {
    for (const worlds::Entry& entry : worlds::catalog().rows()) {
      Speaker speaker{entry.name, entry.options()->make()};
      Rng rng = Rng(static_cast<uint64_t>(config.seed)).derive("texts");
      for (int64_t i = 0; i < config.sentences; ++i)
        speaker.texts.emplace_back(
            speaker.language(i),
            speaker.world->render(speaker.world->sample(rng), speaker.language(i), rng));
      speakers_.push_back(std::move(speaker));
    }
  }

  std::vector<Case> cases() override {
    std::vector<Case> all;
    const auto amount = static_cast<double>(config_.sentences);
    for (const Speaker& speaker : speakers_) {
      all.push_back({speaker.name + ", sample and render", "sentences", amount,
                     [this, &speaker] { speak(speaker); }});
      all.push_back({speaker.name + ", parse", "sentences", amount, [&speaker] {
                       for (const auto& [language, text] : speaker.texts)
                         DRAGOMAN_CHECK(speaker.world->parse(text, language),
                                        "a world reads itself");
                     }});
    }
    return all;
  }

 private:
  void speak(const Speaker& speaker) const {
    Rng rng = Rng(static_cast<uint64_t>(config_.seed)).derive("speak");
    size_t length = 0;
    for (int64_t i = 0; i < config_.sentences; ++i)
      length += speaker.world->render(speaker.world->sample(rng), speaker.language(i), rng).size();
    DRAGOMAN_CHECK(length > 0, "something was said");
  }

  WorldsConfig config_;
  std::vector<Speaker> speakers_;
};

}  // namespace

Entry worlds() {
  return config::make_entry<Benchmark, Worlds, WorldsConfig>(
      "worlds", "Sentences drawn, said and parsed in invented languages.");
}

}  // namespace dragoman::benchmarks

// Sources in a language that nobody has seen, whose translation is known all the same.
#include <memory>
#include <string>
#include <utility>

#include "base/error.h"
#include "data/stage.h"
#include "text/language.h"
#include "transducers/catalog.h"

namespace dragoman::data {
namespace {

struct TransduceConfig {
  transducers::Part transducer{transducers::catalog().at("s1")};
  bool keep_english = false;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("transducer", transducer,
          "which language; its own keys, such as seed, stand beside this one",
          transducers::catalog());
    visit("keep_english", keep_english, "the English source goes before the references");
  }
};

class Transduce final : public Stage {
 public:
  explicit Transduce(const TransduceConfig& config)
      : transducer_(config.transducer.make()), keep_english_(config.keep_english) {}

  bool apply(Row& row) override {
    if (!row.source_language.empty() && text::base_language(row.source_language) != "en")
      throw_input("{}: the source is in {}; transduce rewrites English", row.id,
                  row.source_language);
    std::string encoded = transducer_->encode(row.source);
    if (keep_english_) row.references.insert(row.references.begin(), row.source);
    row.source = std::move(encoded);
    row.source_language = transducer_->language();
    return true;
  }

 private:
  std::unique_ptr<transducers::Transducer> transducer_;
  bool keep_english_;
};

}  // namespace

config::Entry<Stage> transduce() {
  return config::make_entry<Stage, Transduce, TransduceConfig>(
      "transduce", "Rewrites English sources in a language nobody has seen.");
}

}  // namespace dragoman::data

#include "worlds/rows.h"

#include <algorithm>

#include "base/error.h"
#include "base/json.h"
#include "worlds/entity.h"

namespace dragoman::worlds {
namespace {

constexpr uint64_t kBuckets = 20;  // 1 of 20 for dev, 1 of 20 for test

// Draws without a new meaning after which there are hardly any left.
constexpr int kPatience = 20000;

const char* sort_of(const Meaning& meaning) {
  if (meaning.second) return "coordinated";
  if (meaning.first.question) return "question";
  const auto has_relative = [](const auto& phrase) { return phrase && phrase->relative; };
  const Clause& clause = meaning.first;
  const bool relative = clause.subject.relative || has_relative(clause.object) ||
                        has_relative(clause.recipient) ||
                        (clause.place && clause.place->site.relative);
  return relative ? "relative" : "simple";
}

class RowMaker {
 public:
  RowMaker(const World& world, const RowRequest& request) : world_(world), request_(request) {
    if (!request.direction_rows.empty()) {
      count_out();
      return;
    }
    for (const std::string& direction : request.directions)
      directions_.push_back(direction_of(direction));
    if (directions_.empty())
      directions_.push_back({&language_of(world, request.source_language),
                             request.target_language.empty()
                                 ? &world.languages().at(1)
                                 : &language_of(world, request.target_language)});
    count_ = static_cast<size_t>(request.count);
  }

  size_t count() const { return count_; }

  // Of row number `index`.
  data::Row make(const Meaning& meaning, std::string meaning_text, size_t index, Rng& rng) const {
    const auto& [source, target] = directions_[index % directions_.size()];
    data::Row row;
    row.source = world_.render(meaning, source->code, rng);
    row.source_language = source->code;
    row.target_language = target->code;
    row.domain = sort_of(meaning);
    add_references(row, meaning, rng);
    row.metadata["meaning"] = std::move(meaning_text);
    row.metadata["name:" + source->code] = source->name;
    row.metadata["name:" + target->code] = target->name;
    const ConceptId entity = entity_in(meaning);
    if (entity != kNoConcept)
      row.metadata["mentions"] = to_line(Json(world_.names_of(entity, target->code)));
    return row;
  }

 private:
  struct Direction {
    const Language* source;
    const Language* target;
  };

  Direction direction_of(const std::string& text) const {
    const size_t dash = text.find('-');
    if (dash == std::string::npos) throw_input("direction '{}' is not of the form en-qaa", text);
    return {&language_of(world_, text.substr(0, dash)),
            &language_of(world_, text.substr(dash + 1))};
  }

  // Every direction as often as it is asked for, shuffled.
  void count_out() {
    for (const auto& [text, rows] : request_.direction_rows) {
      if (rows < 0) throw_input("direction '{}' can't have {} rows", text, rows);
      directions_.insert(directions_.end(), static_cast<size_t>(rows), direction_of(text));
    }
    Rng(request_.seed).derive("directions").shuffle(directions_);
    count_ = directions_.size();
  }

  // A few draws beyond the wanted number look for other wordings; there may be fewer.
  void add_references(data::Row& row, const Meaning& meaning, Rng& rng) const {
    const auto wanted = static_cast<size_t>(request_.references);
    for (size_t draw = 0; draw < 4 * wanted && row.references.size() < wanted; ++draw) {
      std::string text = world_.render(meaning, row.target_language, rng);
      if (std::find(row.references.begin(), row.references.end(), text) == row.references.end())
        row.references.push_back(std::move(text));
    }
  }

  const World& world_;
  const RowRequest& request_;
  std::vector<Direction> directions_;  // of the rows, in turn
  size_t count_ = 0;
};

}  // namespace

// FNV-1a, 64 bits, folded.
uint64_t hash_of(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash ^ (hash >> 32);
}

Split split_of(const std::string& meaning_text) {
  switch (hash_of(meaning_text) % kBuckets) {
    case 0: return Split::kTest;
    case 1: return Split::kDev;
    default: return Split::kTrain;
  }
}

Split split_named(std::string_view name) {
  if (name == "train") return Split::kTrain;
  if (name == "dev") return Split::kDev;
  if (name == "test") return Split::kTest;
  throw_input("unknown split '{}'; a world has train, dev and test", name);
}

std::vector<data::Row> rows(const World& world, const RowRequest& request) {
  std::unordered_set<std::string> seen;
  return rows(world, request, seen);
}

// Different meanings have different texts, so different meanings suffice for different sources.
std::vector<data::Row> rows(const World& world, const RowRequest& request,
                            std::unordered_set<std::string>& seen) {
  if (request.count < 0 || request.references < 1)
    throw_input("a world gives 0 or more rows with 1 or more references");
  const RowMaker maker(world, request);
  // The name sets the worlds of different seeds apart.
  Rng rng =
      Rng(request.seed).derive(request.stream, request.split).derive(world.languages().back().name);
  const size_t wanted = maker.count();
  std::vector<data::Row> made;
  made.reserve(wanted);
  for (int fruitless = 0; made.size() < wanted; ++fruitless) {
    if (fruitless == kPatience)
      throw_input(
          "this world ran out after {} different sentences; ask for fewer rows, or give it "
          "more roots or richer sentences",
          made.size());
    const Meaning meaning = world.sample(rng);
    std::string text = to_text(meaning);
    if (split_of(text) != request.split || !seen.insert(text).second) continue;
    made.push_back(maker.make(meaning, std::move(text), made.size(), rng));
    fruitless = 0;
    made.back().id = request.stream + ":" + std::to_string(made.size());
  }
  return made;
}

bool meaning_accuracy(const World& world, const data::Row& row, std::string_view hypothesis) {
  const auto said = world.parse(hypothesis, row.target_language);
  const auto meaning = row.metadata.find("meaning");
  if (meaning != row.metadata.end()) return said && to_text(*said) == meaning->second;
  return said && said == world.parse(row.source, row.source_language);
}

double meaning_credit(const World& world, const data::Row& row, std::string_view hypothesis) {
  const auto said = world.parse(hypothesis, row.target_language);
  const auto meant = world.parse(row.source, row.source_language);
  return said && meant ? slot_share(*said, *meant) : 0.0;
}

}  // namespace dragoman::worlds

#include "corpus/mixer.h"

#include <map>

#include "base/error.h"
#include "base/parallel.h"
#include "corpus/json_row.h"

namespace dragoman::corpus {
namespace {

constexpr const char* kBadLine = "bad line";

}  // namespace

Mixer::Mixer(const Mixture& mixture, const std::vector<std::vector<Shard>>& shards,
             const JobOptions& options)
    : mixture_(mixture), options_(options), length_(mixture.length) {
  if (mixture.decontaminate)
    evaluation_ = std::make_unique<EvaluationIndex>(mixture.evaluation_sets, mixture.rules);
  const Rng rng(static_cast<uint64_t>(mixture.seed));
  for (size_t i = 0; i < shards.size(); ++i)
    streams_.emplace_back(shards[i], rng.derive("mix " + mixture.sources[i].name),
                          [this](const Shard& shard, std::vector<PreparedRow>& rows, bool fresh) {
                            prepare(shard, rows, fresh);
                          });
  taken_.assign(mixture.phases.size(), std::vector<Taken>(streams_.size()));
  shares_ = mixture_.shares(phase());
}

void Mixer::go_to(const Json& state) {
  phase_ = state.at("phase");
  shares_ = mixture_.shares(phase());
  removed_ = Counts::from_json(state.at("removed"));
  for (size_t p = 0; p < taken_.size(); ++p)
    for (size_t s = 0; s < streams_.size(); ++s) {
      const Json& taken = state.at("taken").at(p).at(s);
      taken_[p][s] = {taken.at(0), taken.at(1), taken.at(2)};
    }
  for (size_t s = 0; s < streams_.size(); ++s)
    streams_[s].go_to(Cursor::from_json(state.at("cursors").at(s)));
}

Json Mixer::state() const {
  Json cursors = Json::array();
  for (const auto& stream : streams_) cursors.push_back(stream.cursor().json());
  Json taken = Json::array();
  for (const auto& sources : taken_) {
    Json row = Json::array();
    for (const Taken& source : sources) row.push_back({source.rows, source.amount, source.passes});
    taken.push_back(std::move(row));
  }
  return {{"phase", phase_}, {"cursors", cursors}, {"taken", taken}, {"removed", removed_.json()}};
}

size_t Mixer::furthest_behind() const {
  size_t best = streams_.size();
  double least = 0.0;
  for (size_t s = 0; s < streams_.size(); ++s) {
    if (shares_[s] == 0.0) continue;
    const double filled = static_cast<double>(taken_[phase_][s].amount) / shares_[s];
    if (best == streams_.size() || filled < least) {
      best = s;
      least = filled;
    }
  }
  return best;
}

const PreparedRow* Mixer::next() {
  int64_t amount = 0;
  for (const Taken& taken : taken_[phase_]) amount += taken.amount;
  if (amount >= phase().amount) return nullptr;
  const size_t source = furthest_behind();
  const PreparedRow& row = streams_[source].next();
  const int64_t pass = streams_[source].cursor().pass;
  if (pass >= mixture_.max_passes)
    throw_input(
        "phase {}: source {} is used up after {} passes (max_passes) with {} of {}; lower the "
        "amount or its weight, or allow more passes",
        phase().name, mixture_.sources[source].name, pass, amount, phase().amount);
  Taken& taken = taken_[phase_][source];
  ++taken.rows;
  taken.amount += row.length;
  taken.passes = pass;
  return &row;
}

bool Mixer::next_phase() {
  if (phase_ + 1 == mixture_.phases.size()) return false;
  shares_ = mixture_.shares(mixture_.phases[++phase_]);
  return true;
}

int64_t Mixer::taken() const {
  int64_t amount = 0;
  for (const auto& sources : taken_)
    for (const Taken& source : sources) amount += source.amount;
  return amount;
}

std::string Mixer::reason_to_drop(const Shard& shard, PreparedRow& row) const {
  const std::string where = fmt::format("{}: line {}", shard.path.string(), row.line);
  try {
    const auto texts = texts_of(parse_json(row.text, where), options_.field, where);
    for (const std::string& text : texts) row.length += length_.of(text);
    if (mixture_.length.unit == "rows") row.length = 1;
    if (evaluation_ == nullptr) return "";
    for (const std::string& text : texts)
      if (const auto match = evaluation_->find(text)) return match->set;
    return "";
  } catch (const Error& error) {
    if (!options_.skip_bad_lines || error.fault() != Fault::kInput) throw;
    return kBadLine;
  }
}

void Mixer::prepare(const Shard& shard, std::vector<PreparedRow>& rows, bool fresh) {
  std::vector<std::string> reasons(rows.size());
  parallel_for(
      static_cast<int64_t>(rows.size()),
      [&](int64_t i) {
        const auto at = static_cast<size_t>(i);
        reasons[at] = reason_to_drop(shard, rows[at]);
        rows[at].dropped = !reasons[at].empty();
      },
      16);
  if (!fresh) return;
  removed_.rows += static_cast<int64_t>(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    removed_.bytes_read += static_cast<int64_t>(rows[i].text.size()) + 1;
    if (reasons[i] == kBadLine)
      ++removed_.bad_lines;
    else if (!reasons[i].empty())
      removed_.remove(reasons[i], fmt::format("{}:{}", shard.name, rows[i].line));
  }
}

Json Mixer::report() const {
  Json phases = Json::array();
  for (size_t p = 0; p < taken_.size(); ++p) {
    Json sources = Json::object();
    std::map<std::string, int64_t> languages;
    for (size_t s = 0; s < streams_.size(); ++s) {
      const Taken& taken = taken_[p][s];
      sources[mixture_.sources[s].name] = {
          {"rows", taken.rows}, {"amount", taken.amount}, {"finished_passes", taken.passes}};
      languages[mixture_.sources[s].language] += taken.amount;
    }
    phases.push_back({{"name", mixture_.phases[p].name},
                      {"unit", mixture_.length.unit},
                      {"languages", languages},
                      {"sources", sources}});
  }
  return {{"phases", phases}};
}

}  // namespace dragoman::corpus

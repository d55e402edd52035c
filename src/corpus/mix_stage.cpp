// Sources into phases with given shares of languages and sources.
#include "base/error.h"
#include "config/writer.h"
#include "corpus/mixer.h"
#include "corpus/stage.h"

namespace dragoman::corpus {
namespace {

class Mix final : public Stage {
 public:
  std::vector<Shard> shards(const JobOptions& options) override {
    if (options.inputs.size() != 1 || Path(options.inputs.front()).extension() != ".toml")
      throw_input("data mix: one TOML file is expected, which names the sources and the phases");
    mixture_ = load_mixture(options.inputs.front());
    std::vector<Shard> all;
    for (const MixtureSource& source : mixture_.sources) {
      sources_.push_back(find_shards(source.paths));
      all.insert(all.end(), sources_.back().begin(), sources_.back().end());
    }
    return all;
  }

  Json plan() const override { return config::to_json(mixture_); }

  void run(Job& job) override {
    Mixer mixer(mixture_, sources_, job.options());
    Counts counts;
    int64_t number = 0;  // of the file, in its phase
    if (const Json state = job.noted("mix"); !state.is_null()) {
      mixer.go_to(state);
      counts = Counts::from_json(state["counts"]);
      number = state["number"];
    }
    int64_t amount = 0;
    for (const MixturePhase& phase : mixture_.phases) amount += phase.amount;
    Progress progress("mix", mixture_.length.unit, amount);
    progress.advance(mixer.taken());
    for (;;) {
      const bool phase_ended = write_shard(job, mixer, number++, counts, progress);
      if (phase_ended && !mixer.next_phase()) break;
      if (phase_ended) number = 0;
      Json state = mixer.state();
      state["counts"] = counts.json();
      state["number"] = number;
      job.note("mix", state);
    }
    Counts sums = mixer.removed();
    sums.add(counts);
    job.finish(sums, mixer.report());
  }

 private:
  // Writes one file of the phase. True when the phase has its amount.
  bool write_shard(const Job& job, Mixer& mixer, int64_t number, Counts& counts,
                   Progress& progress) const {
    ShardWriter writer(job.result(fmt::format("{}-{:05}", mixer.phase().name, number)));
    progress.note("phase " + mixer.phase().name);
    const PreparedRow* row = nullptr;
    for (int64_t rows = 0; rows < mixture_.shard_rows; ++rows) {
      row = mixer.next();
      if (row == nullptr) break;
      writer.write(row->text);
      ++counts.written;
      progress.advance(row->length);
    }
    writer.commit();
    counts.bytes_written += writer.bytes();
    return row == nullptr;
  }

  Mixture mixture_;
  std::vector<std::vector<Shard>> sources_;
};

}  // namespace

config::Entry<Stage> mix() {
  return config::make_entry<Stage, Mix>(
      "mix", "Draws from sources by phase, in exact shares of languages and sources.");
}

}  // namespace dragoman::corpus

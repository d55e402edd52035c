// A quality classifier from examples of good and of bad texts.
#include "corpus/json_row.h"
#include "corpus/quality_model.h"
#include "corpus/rows.h"
#include "corpus/stage.h"

namespace dragoman::corpus {
namespace {

struct TrainQualityConfig {
  std::vector<std::string> bad;
  int64_t max_rows = 100000;
  QualityTraining training;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("bad", bad, "files or folders of bad texts; the files named first are the good ones",
          config::Required{});
    visit("max_rows", max_rows, "texts of each kind at most, the first ones", config::at_least(10));
    visit("epochs", training.epochs, "passes over the examples", config::at_least(1));
    visit("learning_rate", training.learning_rate, "of AdaGrad", config::above(0.0));
    visit("seed", training.seed, "of the order, and of what is held out", config::at_least(0));
  }
};

class TrainQuality final : public Stage {
 public:
  explicit TrainQuality(TrainQualityConfig config) : config_(std::move(config)) {}

  std::vector<Shard> shards(const JobOptions& options) override {
    std::vector<Shard> all = find_shards(options.inputs);
    good_shards_ = all.size();
    for (Shard& shard : find_shards(config_.bad)) all.push_back(std::move(shard));
    return all;
  }

  void run(Job& job) override {
    Reading reading;
    ShardProgress progress("train_quality", job.shards());
    for (size_t i = 0; i < job.shards().size(); ++i) {
      const bool good = i < good_shards_;
      if (i == good_shards_) reading.of_kind = 0;
      read(job, job.shards()[i], good, progress, reading);
      progress.done(job.shards()[i], true);
    }
    QualityTrainer trainer(config_.training);
    const Path path = job.options().output / "quality.model";
    trainer.train(std::move(reading.examples)).save(path);
    job.finish(reading.counts, {{"model", path.string()}, {"held_out", trainer.test()}});
  }

 private:
  struct Reading {
    std::vector<QualityExample> examples;
    int64_t of_kind = 0;  // of the kind that is read now
    Counts counts;
  };

  void read(const Job& job, const Shard& shard, bool good, ShardProgress& progress,
            Reading& reading) const {
    std::vector<Features> found(kBatchRows);
    for_each_batch(
        shard, progress,
        {[&](const InputRow& row, size_t slot) {
           found[slot] =
               QualityModel::features_of(text_of(row.parse(), job.options().field, row.where()));
         },
         [&](const std::vector<InputRow>& rows) {
           for (size_t i = 0; i < rows.size() && reading.of_kind < config_.max_rows; ++i) {
             ++reading.of_kind;
             ++reading.counts.rows;
             reading.counts.bytes_read += static_cast<int64_t>(rows[i].text.size()) + 1;
             reading.examples.push_back({std::move(found[i]), good});
           }
         }});
  }

  TrainQualityConfig config_;
  size_t good_shards_ = 0;
};

}  // namespace

config::Entry<Stage> train_quality() {
  return config::make_entry<Stage, TrainQuality, TrainQualityConfig>(
      "train_quality", "Learns to tell good texts from bad ones, from files of both.");
}

}  // namespace dragoman::corpus

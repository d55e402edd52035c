"""`dragoman score -m comet / cometkiwi` on random checkpoints in COMET's published layout, against
the architecture written out with transformers and torch (comet_models.py).

Needs DRAGOMAN_ORACLES, a Python with torch and transformers; without it everything is skipped.
"""

import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from oracles import BINARY, ORACLES, quiet_transformers

if ORACLES:
    import torch
    import transformers

    import encoder_models
    from comet_models import REFERENCELESS, REGRESSION, UNIFIED, Comet
    quiet_transformers()

TOLERANCE = 1e-4


@unittest.skipUnless(ORACLES, "DRAGOMAN_ORACLES names no Python with transformers")
class Scorers(unittest.TestCase):
    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = Path(kept.name)
        self.model = self.folder / "tiny-comet"
        sources = encoder_models.sentences(4, 1, longest=12)
        hypotheses = encoder_models.sentences(12, 2, longest=20)
        # Sources come again, hypotheses copy them, lines are empty, too long or hold a special
        # token.
        self.rows = [(sources[i % 4], line, encoder_models.sentences(12, 3)[i])
                     for i, line in enumerate(hypotheses)]
        long = " ".join(["kato miren"] * 60)
        self.rows += [("", "", ""), (sources[0], "", "x"), (sources[0], sources[0], sources[0]),
                      (long, long + " x", long), ("kato", long, "mito"),
                      ("kato <pad> miren [PAD]", "sula <pad> <pad> [PAD]", "<pad>")]
        self.write(self.rows)

    def write(self, rows):
        for i, name in enumerate(("src", "hyp", "ref")):
            (self.folder / name).write_text("".join(row[i] + "\n" for row in rows))

    def run_score(self, *options, reference=True, metric="comet"):
        files = [str(self.folder / "ref")] if reference else []
        return subprocess.run(
            [BINARY, "score", *files, "-i", str(self.folder / "hyp"), "--src",
             str(self.folder / "src"), "-m", metric, *options], capture_output=True, text=True)

    def scores(self, *options, **settings):
        done = self.run_score("--comet-model", str(self.model), "-sl", "-b", "-w", "12", *options,
                              **settings)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [float(line) for line in done.stdout.splitlines()]

    def near(self, ours, theirs):
        self.assertEqual(len(ours), len(theirs))
        for one, other in zip(ours, theirs):
            self.assertLess(abs(one - other), TOLERANCE)

    def check(self, comet, reference=True, metric="comet", options=()):
        """The scores of all rows, ours equal to theirs."""
        self.model = self.folder / f"model-{len(list(self.folder.iterdir()))}"
        comet.save(self.model)
        theirs = [comet.score(s, h, r if reference else None) for s, h, r in self.rows]
        self.assertGreater(max(theirs) - min(theirs), 0.02)
        self.near(self.scores(*options, reference=reference, metric=metric), theirs)
        return theirs

    def test_sparsemax_softmax_and_the_published_name_for_softmax(self):
        seen = [self.check(Comet({**REGRESSION, "layer_transformation": name}))
                for name in ("sparsemax", "softmax", "sparsemax_patch")]
        self.assertNotEqual(seen[0], seen[1])
        self.assertEqual(seen[1], seen[2])

    def test_every_pooling(self):
        seen = [self.check(Comet({**REGRESSION, "pool": pool})) for pool in ("avg", "max", "cls")]
        self.assertEqual(len({scores[0] for scores in seen}), 3)

    def test_layer_norm_of_the_mix_is_over_tokens_and_width(self):
        for transformation in ("softmax", "sparsemax"):
            self.check(Comet({**REGRESSION, "layer_norm": True,
                              "layer_transformation": transformation}))

    def test_without_the_key_layer_norm_is_on(self):
        comet = Comet({**REGRESSION, "layer_norm": True})
        theirs = self.check(comet)
        path = self.model / "hparams.yaml"
        path.write_text(path.read_text().replace("layer_norm: true\n", ""))
        self.near(self.scores(), theirs)

    def test_a_single_layer_has_neither_mix_nor_gamma(self):
        self.check(Comet({**REGRESSION, "layer": 2}))
        self.check(Comet({**UNIFIED, "sent_layer": 1}), reference=False)

    def test_the_estimators_activations(self):
        self.check(Comet({**REGRESSION, "activations": "Sigmoid", "final_activation": "Sigmoid",
                          "hidden_sizes": [16]}))

    def test_referenceless_regression(self):
        self.check(Comet(REFERENCELESS), reference=False)
        self.check(Comet(REFERENCELESS), reference=False, metric="cometkiwi")

    def test_unified_takes_the_first_token_whatever_pool_says(self):
        seen = [self.check(Comet({**UNIFIED, "pool": pool}), reference=False, metric="cometkiwi")
                for pool in ("avg", "max")]
        self.assertEqual(seen[0], seen[1])

    def test_unified_mixes_by_softmax_unless_it_says_sparsemax(self):
        patched = self.check(Comet(UNIFIED), reference=False)
        self.assertEqual(patched, self.check(
            Comet({**UNIFIED, "layer_transformation": "softmax"}), reference=False))
        self.assertNotEqual(patched, self.check(
            Comet({**UNIFIED, "layer_transformation": "sparsemax"}), reference=False))

    def test_unified_with_a_reference_is_the_mean_of_three_passes(self):
        comet = Comet({**UNIFIED, "input_segments": ["mt", "src", "ref"]})
        three = self.check(comet)
        alone = self.check(comet, reference=False)
        self.assertNotEqual(three, alone)
        self.near(self.scores(metric="cometkiwi"), alone)

    def test_unified_of_hypothesis_and_reference_only(self):
        self.check(Comet({**UNIFIED, "input_segments": ["mt", "ref"]}))

    def test_a_bert_encoder_has_one_separator_and_token_types(self):
        self.check(Comet({**REGRESSION, "encoder_model": "BERT"}))
        self.check(Comet({**UNIFIED, "encoder_model": "BERT",
                          "input_segments": ["mt", "src", "ref"]}))

    def test_without_config_json_the_shapes_say_what_the_encoder_is(self):
        comet = Comet(REGRESSION, dict(hidden_size=128, num_attention_heads=2,
                                       layer_norm_eps=1e-5, type_vocab_size=1))
        tokenizer = self.folder / "tokenizer"
        comet.save(self.model, tokenizer, with_config=False)
        self.near(self.scores("--comet-tokenizer", str(tokenizer)),
                  [comet.score(*row) for row in self.rows])

    def test_a_system_scores_the_mean_of_its_sentences_in_any_order(self):
        theirs = self.check(Comet(REGRESSION))
        self.write(self.rows[::-1])
        self.near(self.scores(), theirs[::-1])
        done = self.run_score("--comet-model", str(self.model), "-w", "8")
        report = json.loads(done.stdout)
        self.assertEqual(report["name"], "COMET")
        self.assertLess(abs(report["score"] - sum(theirs) / len(theirs)), TOLERANCE)
        self.assertEqual(report["signature"].split("|version")[0],
                         f"nrefs:1|model:{self.model.name}|class:regression_metric")

    def test_the_estimator_is_not_clamped(self):
        comet = Comet(REGRESSION)
        comet.ff[-1] = (comet.ff[-1][0], torch.tensor([7.0]))
        self.assertGreater(min(self.check(comet)), 1.0)

    def test_paired_tests_see_the_sentences(self):
        self.check(Comet(REGRESSION))
        (self.folder / "other").write_text("".join(row[2] + "\n" for row in self.rows))
        done = self.run_score("--comet-model", str(self.model), "--paired-bs", "-i",
                              str(self.folder / "hyp"), str(self.folder / "other"))
        systems = json.loads(done.stdout)
        self.assertEqual(len(systems), 2)
        self.assertIsNone(systems[0]["COMET"]["p_value"])
        self.assertLessEqual(systems[1]["COMET"]["p_value"], 1.0)

    def refused(self, done, *said):
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stdout, "")
        for part in said:
            self.assertIn(part, done.stderr)

    def test_without_a_model_nothing_is_scored_under_the_name(self):
        self.refused(self.run_score(), "COMET", "--comet-model")
        self.refused(self.run_score(metric="cometkiwi", reference=False), "CometKiwi")

    def test_missing_references_and_sources_are_named(self):
        Comet(REGRESSION).save(self.model)
        self.refused(self.run_score("--comet-model", str(self.model), reference=False),
                     "COMET needs at least one reference")
        self.refused(self.run_score("--comet-model", str(self.model), metric="cometkiwi"),
                     "regression_metric", "-m comet")
        self.refused(subprocess.run(
            [BINARY, "score", str(self.folder / "ref"), "-i", str(self.folder / "hyp"), "-m",
             "comet", "--comet-model", str(self.model)], capture_output=True, text=True),
            "COMET needs the source sentences (--src FILE)")

    def test_several_references_count_by_their_mean(self):
        others = encoder_models.sentences(len(self.rows), 9)
        (self.folder / "other").write_text("".join(line + "\n" for line in others))
        for hparams in (REGRESSION, {**UNIFIED, "input_segments": ["mt", "src", "ref"]}):
            comet = Comet(hparams)
            comet.save(self.model)
            theirs = [(comet.score(s, h, r) + comet.score(s, h, other)) / 2
                      for (s, h, r), other in zip(self.rows, others)]
            self.near(self.scores(str(self.folder / "other")), theirs)
            done = self.run_score("--comet-model", str(self.model), str(self.folder / "other"))
            self.assertIn(f"nrefs:2|model:{self.model.name}|class:{hparams['class_identifier']}|references:mean",
                          done.stdout)
            shutil.rmtree(self.model)

    def test_inspect_tells_what_a_folder_is(self):
        for hparams, needs in ((REGRESSION, ["source", "reference"]), (REFERENCELESS, ["source"]),
                               ({**UNIFIED, "input_segments": ["mt", "ref"]}, ["reference"])):
            comet = Comet(hparams)
            comet.save(self.model)
            done = subprocess.run([BINARY, "inspect", str(self.model), "--json"], capture_output=True, text=True)
            card = json.loads(done.stdout)
            self.assertEqual((card["kind"], card["class"]), ("COMET", hparams["class_identifier"]))
            self.assertEqual(card["inputs"], ["hypothesis", *needs])
            config = comet.encoder.config
            self.assertEqual((card["encoder"]["layers"], card["encoder"]["width"]),
                             (config.num_hidden_layers, config.hidden_size))
            self.assertEqual(card["parameters"]["total"],
                             sum(p.numel() for p in comet.encoder.parameters()) + len(comet.scalars) + 1
                             + sum(w.numel() + b.numel() for w, b in comet.ff))
            self.assertEqual(card["layer_mix"]["states"], config.num_hidden_layers + 1)
            self.assertEqual([verdict["works"] for verdict in card["verdicts"]], [True, False])
            shutil.rmtree(self.model)

    def test_what_is_not_supported_is_named_with_what_is(self):
        comet = Comet(REGRESSION)
        comet.save(self.model)
        path = self.model / "hparams.yaml"
        plain = path.read_text()
        for old, new, said in (
                ("regression_metric", "xcomet_metric", "xcomet_metric"),
                ("regression_metric", "ranking_metric", "ranking_metric"),
                ("XLM-RoBERTa", "XLM-RoBERTa-XL", "XLM-RoBERTa-XL"),
                ("pool: avg", "pool: default", "pool"),
                ("activations: Tanh", "activations: Softplus", "activations"),
                ("- 40", "- 41", "estimator.ff.0.weight"),
                ("layer: mix", "layer: 9", "layer 9")):
            path.write_text(plain.replace(old, new))
            self.refused(self.run_score("--comet-model", str(self.model)), said)
        path.write_text(plain)
        self.refused(self.run_score("--comet-model", str(self.folder)), "hparams.yaml",
                     "unified_metric")
        (self.model / "tokenizer.json").unlink()
        self.refused(self.run_score("--comet-model", str(self.model)), "tokenizer")


RECIPE = """
kind = "rl"
[data]
paths = ["PAIRS"]
source_language = "en"
target_language = "de"
[eval_data]
paths = ["PAIRS"]
source_language = "en"
target_language = "de"
[tokenizer]
vocab_size = 300
[model]
hidden_size = 16
intermediate_size = 24
num_hidden_layers = 1
num_attention_heads = 2
num_key_value_heads = 1
max_position_embeddings = 192
[trainer]
max_steps = 1
per_device_train_batch_size = 8
[rl]
num_generations = 4
max_completion_length = 12
[evaluation]
max_completion_length = 12
metric_for_best_model = "comet"
witness = "ter"
[[evaluation.metrics]]
name = "ter"
[[evaluation.metrics]]
name = "comet"
model = "MODEL"
[[reward]]
name = "chrf"
[[reward]]
name = "REWARD"
model = "MODEL"
"""


@unittest.skipUnless(ORACLES, "DRAGOMAN_ORACLES names no Python with transformers")
class Rewards(unittest.TestCase):
    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = Path(kept.name)
        self.pairs = self.folder / "pairs.tsv"
        lines = [line for line in encoder_models.sentences(60, 5, longest=12) if line]
        self.rows = list(zip(lines[::2], lines[1::2]))
        self.pairs.write_text("".join(f"{source}\t{target}\n" for source, target in self.rows))

    def train(self, reward, model):
        recipe = self.folder / "rl.toml"
        recipe.write_text(RECIPE.replace("MODEL", model).replace("REWARD", reward)
                          .replace("PAIRS", str(self.pairs)))
        return subprocess.run([BINARY, "train", str(recipe), f"--output={self.folder}/run-{reward}"],
                              capture_output=True, text=True)

    def test_episodes_earn_what_the_metric_says(self):
        for reward, comet in (("comet", Comet(REGRESSION)), ("cometkiwi", Comet(UNIFIED))):
            model = self.folder / reward
            comet.save(model)
            done = self.train(reward, str(model))
            self.assertEqual(done.returncode, 0, done.stderr)
            shown = subprocess.run(["zstdcat", self.folder / f"run-{reward}" / "episodes.jsonl.zst"],
                                   capture_output=True, check=True).stdout
            episodes = [json.loads(line) for line in shown.splitlines()]
            self.assertEqual(len(episodes), 8)
            for one in episodes:
                source, target = self.rows[one["row"]]
                score = comet.score(source, one["completion"].strip(), target)
                self.assertLess(abs(one["rewards"][reward] - score), TOLERANCE)

    def test_a_reward_without_a_model_is_a_mistake_of_the_recipe(self):
        done = self.train("comet", "")
        self.assertEqual(done.returncode, 2)
        self.assertIn("names no model", done.stderr)


if __name__ == "__main__":
    unittest.main()

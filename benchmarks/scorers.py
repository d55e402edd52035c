"""Our COMET against the machine's matrix products and against the package's way of batching.

    python3 benchmarks/scorers.py --oracles .venv/bin/python --texts FILE.tsv [--rounds 5]

FILE.tsv has a header line with columns source, mt and ref1 (such as mlqe-pe's multiref). The model has
random weights: XLM-R large in all but its layers (--layers). Every round measures, one after the other, a
float32 matrix product of the encoder's shape, our scores of all lines (`dragoman bench scorers`), and the
package's way with transformers: lines sorted by the source's length, batches of 16, padding, nothing
remembered. The first ratio is our floating-point operations over the product's, counting only tokens of
distinct texts; the second our translations a second over theirs. Scores of both sides are compared, too.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import peers

WIDTH, INNER = 1024, 4096


def arguments():
    parser = peers.parser(__doc__, "torch, transformers and tokenizers")
    parser.add_argument("--texts", required=True)
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    return parser.parse_args()


def read_texts(options):
    """[(source, hypothesis, reference)]"""
    lines = Path(options.texts).read_text(encoding="utf-8").splitlines()
    header = lines[0].split("\t")
    columns = [header.index(name) for name in ("source", "mt", "ref1")]
    rows = [line.split("\t") for line in lines[1:]]
    return [tuple(row[c] for c in columns) for row in rows][:options.lines]


def make_tokenizer(rows):
    """A unigram tokenizer of these texts, so that their lengths are about those of XLM-R."""
    import tokenizers
    import transformers
    unigram = tokenizers.Tokenizer(tokenizers.models.Unigram())
    unigram.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace()
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    unigram.train_from_iterator(
        [text for row in rows for text in row], tokenizers.trainers.UnigramTrainer(
            vocab_size=8000, special_tokens=special, unk_token="<unk>", show_progress=False))
    unigram.post_processor = tokenizers.processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=unigram, bos_token="<s>", cls_token="<s>", eos_token="</s>",
        sep_token="</s>", pad_token="<pad>", unk_token="<unk>")


class Peer:
    """A regression metric, with layers mixed by softmax and tokens averaged."""

    def __init__(self, options, tokenizer):
        import torch
        import transformers
        torch.manual_seed(1)
        self.torch, self.tokenizer, self.options = torch, tokenizer, options
        self.encoder = transformers.XLMRobertaModel(transformers.XLMRobertaConfig(
            vocab_size=len(tokenizer), hidden_size=WIDTH, intermediate_size=INNER,
            num_hidden_layers=options.layers, num_attention_heads=16, max_position_embeddings=514,
            type_vocab_size=1, layer_norm_eps=1e-5, pad_token_id=1), add_pooling_layer=False).eval()
        self.scalars = torch.randn(options.layers + 1)
        sizes = [6 * WIDTH, 3072, 1024, 1]
        self.linears = [torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]

    def save(self, folder):
        state = {"encoder.model." + k: v for k, v in self.encoder.state_dict().items()}
        for i, scalar in enumerate(self.scalars):
            state[f"layerwise_attention.scalar_parameters.{i}"] = scalar[None].clone()
        state["layerwise_attention.gamma"] = self.torch.ones(1)
        for i, linear in enumerate(self.linears):
            state[f"estimator.ff.{3 * i}.weight"] = linear.weight.data
            state[f"estimator.ff.{3 * i}.bias"] = linear.bias.data
        (folder / "checkpoints").mkdir()
        self.torch.save({"state_dict": state}, folder / "checkpoints" / "model.ckpt")
        (folder / "hparams.yaml").write_text(
            "class_identifier: regression_metric\nencoder_model: XLM-RoBERTa\npool: avg\n"
            "layer: mix\nlayer_transformation: softmax\nlayer_norm: false\n"
            "hidden_sizes: [3072, 1024]\nactivations: Tanh\n")
        self.tokenizer.save_pretrained(folder)
        self.encoder.config.save_pretrained(folder)

    def vectors(self, texts):
        torch = self.torch
        batch = self.tokenizer(texts, padding=True, truncation=True, max_length=510,
                               return_tensors="pt")
        states = self.encoder(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"],
                              output_hidden_states=True).hidden_states
        mixed = sum(w * state for w, state in zip(self.scalars.softmax(0), states))
        mask = batch["attention_mask"].unsqueeze(-1).float()
        return (mixed * mask).sum(1) / mask.sum(1)

    def scores(self, rows):
        torch, size = self.torch, self.options.batch_size
        order = sorted(range(len(rows)), key=lambda i: len(rows[i][0]))
        found = [0.0] * len(rows)
        with torch.inference_mode():
            for begin in range(0, len(rows), size):
                chosen = order[begin:begin + size]
                s, h, r = (self.vectors([rows[i][k] for i in chosen]) for k in range(3))
                x = torch.cat([h, r, h * r, (h - r).abs(), h * s, (h - s).abs()], 1)
                for linear in self.linears[:-1]:
                    x = linear(x).tanh()
                for i, score in zip(chosen, self.linears[-1](x)[:, 0].tolist()):
                    found[i] = score
        return found


def operations(rows, options, tokenizer):
    """Of the encoder, over all tokens of distinct texts."""
    total = 0
    for text in {text for row in rows for text in row}:
        length = min(510, len(tokenizer(text)["input_ids"]))
        per_token = 2 * (4 * WIDTH * WIDTH + 2 * WIDTH * INNER) + 4 * length * WIDTH
        total += length * per_token * options.layers
    return total


def product_rate(torch):
    """Operations a second of the fastest way to multiply [2048, 1024] by [1024, 4096]."""
    left, right = torch.randn(2048, WIDTH), torch.randn(INNER, WIDTH)
    bias, turned = torch.zeros(INNER), right.t().contiguous()
    best = 0.0
    for work in (lambda: torch.nn.functional.linear(left, right, bias),
                 lambda: left @ right.t(), lambda: left @ turned):
        work()
        begin = time.perf_counter()
        for _ in range(5):
            work()
        best = max(best, 10.0 * 2048 * WIDTH * INNER / (time.perf_counter() - begin))
    return best


def our_rate(options, folder):
    """Translations a second."""
    done = subprocess.run(
        [options.dragoman, "bench", "scorers", f"--model={folder}", f"--sources={folder}/src",
         f"--hypotheses={folder}/hyp", f"--references={folder}/ref", "--rounds", "1", "--json",
         "--threads", str(options.threads)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["cases"][0]["median"]


def our_scores(options, folder):
    done = subprocess.run(
        [options.dragoman, "score", f"{folder}/ref", "-i", f"{folder}/hyp", "--src",
         f"{folder}/src", "-m", "comet", "--comet-model", str(folder), "-sl", "-b", "-w", "8"],
        capture_output=True, text=True, check=True)
    return [float(line) for line in done.stdout.splitlines()]


def run(options):
    import torch
    torch.set_num_threads(options.threads)
    rows = read_texts(options)
    tokenizer = make_tokenizer(rows)
    peer = Peer(options, tokenizer)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peer.save(folder)
        for i, part in enumerate(("src", "hyp", "ref")):
            (folder / part).write_text("".join(row[i] + "\n" for row in rows), encoding="utf-8")
        theirs = peer.scores(rows)
        apart = max(abs(a - b) for a, b in zip(our_scores(options, folder), theirs))
        work = operations(rows, options, tokenizer)
        rounds = []
        for _ in range(options.rounds):
            product = product_rate(torch)
            ours = our_rate(options, folder)
            begin = time.perf_counter()
            peer.scores(rows)
            rounds.append((product, ours, len(rows) / (time.perf_counter() - begin)))
    report(options, rows, work, rounds, apart)


def report(options, rows, work, rounds, apart):
    product, ours, theirs = (statistics.median(values) for values in zip(*rounds))
    rate = statistics.median(ours * work / len(rows) / product for product, ours, _ in rounds)
    faster = statistics.median(ours / theirs for _, ours, theirs in rounds)
    title = (f"{len(rows)} translations, {options.layers} layers of {WIDTH}, {options.threads} threads, "
             f"float32, {options.rounds} rounds, medians")
    lines = [f"torch's matrix product   {product / 1e9:8.1f} GFLOP/s",
             f"our encoder              {ours * work / len(rows) / 1e9:8.1f} GFLOP/s, {rate:.2f} of it",
             f"ours                     {ours:8.2f} translations/s",
             f"padded batches of {options.batch_size:<3}    {theirs:8.2f} translations/s; ours {faster:.2f} "
             "times as fast",
             f"largest difference of a score: {apart:.1e}"]
    print("\n".join([title, *lines]))
    if options.page:
        peers.write_page(options, [
            "# Speed of the learned metrics", "",
            "COMET with random weights at XLM-R large's width, on texts as long as those of "
            f"`{Path(options.texts).name}`:", title + ".", "", "```", *lines, "```", "",
            f"Rebuild: `python3 benchmarks/scorers.py --texts FILE.tsv --page {options.page}`."])


def main():
    options = arguments()
    if not os.environ.get("DRAGOMAN_IN_ORACLES"):
        os.environ["DRAGOMAN_IN_ORACLES"] = "1"
        os.execv(options.oracles, [options.oracles, "-B", *sys.argv])
    run(options)


if __name__ == "__main__":
    main()

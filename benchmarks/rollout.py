"""How much faster than `transformers` completions are drawn: the same model, prompts, lengths and threads, in turns.

    python3 benchmarks/rollout.py --oracles .venv/bin/python [--page docs/results/rollout_speed.md]

Random Llama models of two sizes without an end token; 16 prompts of 24 tokens, 8 completions each, float32,
temperature 1. Lengths are 48 new tokens, or drawn evenly from 4 to 128. Medians of the rounds.
"""

import json
import statistics
import sys
import tempfile
from pathlib import Path

import peers

SIZES = {"tiny": dict(hidden_size=128, num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=2,
                      intermediate_size=384, vocab_size=4096),
         "small": dict(hidden_size=512, num_hidden_layers=8, num_attention_heads=8, num_key_value_heads=4,
                       intermediate_size=1536, vocab_size=16384)}
PROMPTS, SAMPLES, PROMPT_TOKENS = 16, 8, 24
LENGTHS = {"48 each": (48, 48), "4 to 128": (4, 128)}
MAKE = """
import json, sys, torch
from transformers import LlamaConfig, LlamaForCausalLM
torch.manual_seed(0)
config = LlamaConfig(**json.loads(sys.argv[1]), tie_word_embeddings=True, max_position_embeddings=4096,
                     bos_token_id=None, eos_token_id=None, pad_token_id=None)
LlamaForCausalLM(config).save_pretrained(sys.argv[2])
"""
PEER = """
import sys, time, torch
from transformers import AutoModelForCausalLM, StoppingCriteria, StoppingCriteriaList
folder, threads, prompts, samples, length, low, high = sys.argv[1], *map(int, sys.argv[2:])
torch.set_num_threads(threads)
model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
torch.manual_seed(0)
ids = torch.randint(model.config.vocab_size, (prompts, length))
limits = torch.randint(low, high + 1, (prompts * samples,))

class Limits(StoppingCriteria):
    def __call__(self, input_ids, scores, **_):
        return limits <= input_ids.shape[1] - length

def generate():
    model.generate(ids, attention_mask=torch.ones_like(ids), do_sample=True, top_k=0, num_return_sequences=samples,
                   max_new_tokens=high, pad_token_id=0, stopping_criteria=StoppingCriteriaList([Limits()]))

generate()
begin = time.perf_counter()
generate()
print(float(limits.sum()) / (time.perf_counter() - begin))
"""


def arguments():
    parser = peers.parser(__doc__, "transformers")
    parser.add_argument("--threads", type=int, nargs="+", default=[2, 1])
    return parser.parse_args()


def compare(size, folder, lengths, threads, options):
    low, high = LENGTHS[lengths]
    ours, theirs = [], []
    for _ in range(options.rounds):
        output = peers.printed([options.dragoman, "bench", "rollout", "--json", "--rounds", 1, "--threads", threads,
                          f"--model={folder}", f"--prompts={PROMPTS}", f"--num_generations={SAMPLES}",
                          f"--prompt_tokens={PROMPT_TOKENS}", f"--min_completion_length={low}",
                          f"--max_completion_length={high}"])
        ours.append(json.loads(output)["cases"][0]["median"])
        theirs.append(float(peers.printed([options.oracles, "-c", PEER, folder, threads, PROMPTS, SAMPLES,
                                     PROMPT_TOKENS, low, high])))
    mine, other = statistics.median(ours), statistics.median(theirs)
    row = {"what": f"{size}, {lengths}", "threads": threads, "dragoman": mine, "peer": other, "ratio": mine / other}
    print(f"{row['what']:20} {threads} threads {mine:9,.0f} {other:9,.0f} tokens/s {row['ratio']:6.1f} x", flush=True)
    return row


def page(rows, options):
    version = peers.version(options, "transformers")
    lines = ["# Speed of drawing completions", "",
             f"New tokens a second against `generate` of `transformers` {version}: {PROMPTS} prompts of "
             f"{PROMPT_TOKENS} tokens, {SAMPLES} completions each,", "float32, temperature 1, random Llama models. "
             "Tiny: hidden 128, 4 layers, vocabulary 4,096; small: hidden 512, 8 layers,",
             f"vocabulary 16,384. In turns, medians of {options.rounds} rounds, one pass before the clock starts; "
             f"{peers.cpu_name()}.", "", "Rebuild: `python3 benchmarks/rollout.py --page docs/results/rollout_speed.md`.", "",
             "| model, new tokens | threads | dragoman | transformers | times faster |",
             "| --- | --: | --: | --: | --: |"]
    lines += [f"| {row['what']} | {row['threads']} | {row['dragoman']:,.0f} | {row['peer']:,.0f} | "
              f"{row['ratio']:.1f} |" for row in rows]
    peers.write_page(options, lines)


def main():
    options = arguments()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for size, config in SIZES.items():
            folder = Path(name) / size
            peers.printed([options.oracles, "-c", MAKE, json.dumps(config), folder])
            rows += [compare(size, folder, lengths, threads, options)
                     for threads in options.threads for lengths in LENGTHS]
    if options.page:
        page(rows, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())

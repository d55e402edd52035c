"""The results page of benchmarks/training.py, from the cells that are there."""

import statistics
from pathlib import Path

import peers
import training_cells
from compare import svg

PHASES = {"rl": ["gen", "reward", "old_log_prob", "ref", "adv", "update_actor/forward", "update_actor/backward",
                 "update_actor/optimizer"],
          "sft": ["data", "forward", "backward", "optimizer"]}
GIB = 1024 ** 3
COMMAND = "python3 benchmarks/training.py --oracles .venv/bin/python --page docs/results/training_speed.md"


def median(rounds, side, key):
    return statistics.median(one[side][key] for one in rounds)


def fact(rounds, name):
    return statistics.median(one["ours"]["facts"].get(name, 0.0) for one in rounds)


def ratio(rounds, quotient):
    """Median of the rounds' own quotients, with the lowest and the highest."""
    values = sorted(quotient(one) for one in rounds)
    return f"**{statistics.median(values):.2f}** ({values[0]:.2f}–{values[-1]:.2f})"


def faster(side):
    return lambda one: one["ours"]["rate"] / one[side]["rate"]


def step_faster(one):
    return one["trl"]["seconds"] / one["ours"]["facts"]["timing_s/step"]


def share_of_peak(one, side):
    return one[side]["rate"] * one["ours"]["facts"]["flops_per_token"] / (one["ours"]["peak"] * 1e9)


def summary(name, result):
    """What a terminal shows of a cell."""
    if name.startswith("sft/"):
        return {side: round(median(result, side, "rate")) for side in result[0]} | {
            "mfu": round(fact(result, "perf/mfu/actor"), 3)}
    if name.startswith("rl/"):
        return {"ours_s": fact(result, "timing_s/step"), "trl_s": median(result, "trl", "seconds"),
                "times": statistics.median(map(step_faster, result))}
    if name.startswith("scaling/"):
        return {point["value"]: round(point["seconds"], 4) for point in result["points"]}
    return {key: value for key, value in result["facts"].items() if not key.startswith("timing_s/data")}


def results(state, prefix):
    """[(the rest of the name, result)] of the cells that are there, in their order."""
    return [(name.removeprefix(prefix), state[name]["result"]) for name in training_cells.CELLS
            if name.startswith(prefix) and name in state]


def sft_table(cells):
    yield "| model | Trainer | plain loop | compiled loop | dragoman | × Trainer | × compiled loop | × plain loop |"
    yield "| --- | --: | --: | --: | --: | --: | --: | --: |"
    for size, rounds in cells:
        rates = [f"{median(rounds, side, 'rate'):,.0f}" for side in ("trainer", "eager", "compiled", "ours")]
        ratios = [ratio(rounds, faster(side)) for side in ("trainer", "compiled", "eager")]
        yield f"| {size} | " + " | ".join(rates + ratios) + " |"


def rl_table(cells):
    yield "| model, new tokens | TRL, s | dragoman, s | times faster | tokens/s | generated tokens/s |"
    yield "| --- | --: | --: | --: | --: | --: |"
    for name, rounds in cells:
        seconds, tokens = fact(rounds, "timing_s/step"), fact(rounds, "num_tokens")
        new = fact(rounds, "completions/mean_length") * training_cells.PROMPTS * training_cells.SAMPLES
        yield (f"| {name.replace('/', ', ')} | {median(rounds, 'trl', 'seconds'):.2f} | {seconds:.2f} | "
               f"{ratio(rounds, step_faster)} | {tokens / seconds:,.0f} | {new / seconds:,.0f} |")


def peak_table(sft, rl, logprobs):
    yield "| what | peak, GFLOP/s | dragoman | compiled loop |"
    yield "| --- | --: | --: | --: |"
    for size, rounds in sft:
        theirs = statistics.median(share_of_peak(one, "compiled") for one in rounds)
        yield (f"| supervised, {size} | {median(rounds, 'ours', 'peak'):.0f} | "
               f"**{fact(rounds, 'perf/mfu/actor'):.0%}** | {theirs:.0%} |")
    for name, rounds in rl:
        for phase in ("gen", "ref", "update_actor", "step"):
            if f"perf/mfu/{phase}" not in rounds[0]["ours"]["facts"]:
                continue
            yield (f"| reinforcement, {name.replace('/', ', ')}: `{phase}` | {median(rounds, 'ours', 'peak'):.0f} | "
                   f"{fact(rounds, f'perf/mfu/{phase}'):.0%} | |")
    for size, done in logprobs:
        for side in ("trainer", "generator"):
            yield f"| logprobs, {size}: {side} | {done['peak']:.0f} | {done['facts'][f'perf/mfu/{side}']:.0%} | |"


def phase_table(kind, cells):
    phases = [phase for phase in PHASES[kind] if any(fact(rounds, f"timing_s/{phase}") for _, rounds in cells)]
    yield "| | " + " | ".join(f"`{phase}`" for phase in phases) + " | the rest | `step`, s |"
    yield "| --- |" + " --: |" * (len(phases) + 2)
    for name, rounds in cells:
        step = fact(rounds, "timing_s/step")
        shares = [fact(rounds, f"timing_s/{phase}") / step for phase in phases]
        yield (f"| {name.replace('/', ', ')} | " + " | ".join(f"{share:.1%}" for share in shares)
               + f" | {max(0.0, 1 - sum(shares)):.1%} | {step:.3f} |")


def planned(done):
    plan = done["facts"].get("perf/memory_plan_gb")
    return f"{plan:.1f}" if plan else "—"


def memory_section(done):
    shape, used = training_cells.VOCABULARY, done["facts"].get("perf/cpu_memory_used_gb", 0.0)
    column = shape["tokens"] * shape["vocabulary"] * 4 / GIB
    yield (f"One step of {shape['tokens']:,} tokens, vocabulary {shape['vocabulary']:,}, hidden {shape['hidden']:,}, "
           f"{shape['layers']} layers, one forward pass.")
    yield ""
    yield "| | GiB |"
    yield "| --- | --: |"
    yield f"| peak of the whole process | {used:.1f} |"
    yield f"| the plan before the step | {planned(done)} |"
    yield f"| logits alone, tokens × vocabulary × 4 bytes | {column:.1f} |"
    yield f"| the naive way: logits, their logprobs and the gradient of each | {4 * column:.1f} |"


def large_table(cells):
    yield "| one step | seconds | tokens | peak, GiB | plan, GiB | share of the GEMM peak |"
    yield "| --- | --: | --: | --: | --: | --: |"
    for name, done in cells:
        facts = done["facts"]
        share = facts.get("perf/mfu/step", facts.get("perf/mfu/actor", 0.0))
        yield (f"| {name.replace('_', ' ')} | {facts['timing_s/step']:.1f} | "
               f"{facts.get('tokens', facts.get('num_tokens')):,.0f} | {facts.get('perf/cpu_memory_used_gb', 0):.1f} | "
               f"{planned(done)} | {share:.0%} |")


def scaling_table(cells):
    yield "| what grows | from … to | seconds of a step | arithmetic grows | time grows | share of the peak | GiB |"
    yield "| --- | --- | --- | --: | --: | --- | --- |"
    for name, done in cells:
        points = done["points"]
        first, last = points[0], points[-1]
        shares = " ".join(f"{point['gflop'] / point['seconds'] / point['peak']:.0%}" for point in points)
        memory = " … ".join(f"{point['memory']:.1f}" for point in (first, last) if point.get("memory"))
        yield (f"| {name} | {' '.join(format(point['value'], ',') for point in points)} | "
               f"{' '.join(format(point['seconds'], '.3g') for point in points)} | "
               f"×{last['gflop'] / first['gflop']:.1f} | ×{last['seconds'] / first['seconds']:.1f} | {shares} | {memory} |")


def head(state, options):
    last = list(state.values())[-1]["conditions"]
    busy = max(cell["conditions"]["busy_cores"] for cell in state.values())
    rounds = " to ".join(str(f(cell["conditions"]["rounds"] for cell in state.values())) for f in (min, max))
    versions = ", ".join(f"{name} {version}" for name, version in last["versions"].items())
    yield "# Speed of training"
    yield ""
    yield ("Random Llama models in float32. Tiny: hidden 128, 4 layers, vocabulary 4,096; small: hidden 512, 8 layers, "
           "vocabulary 16,384.")
    yield (f"{last['machine']}, {last['threads']} threads; {rounds} rounds in turns, in each a process a side with "
           f"{last['steps']} steps after its")
    yield (f"warm-up; medians, and of ratios the median of the rounds' own with the lowest and highest. {versions}; "
           f"{last['dragoman']}.")
    yield f"Others kept at most {busy:.2f} cores busy when a measurement began. On a GPU nothing was measured."
    yield ""
    yield f"Rebuild: `{COMMAND}`;"
    yield "`--cells 'sft/*' --again` measures a part once more, `--cells none` only writes the page."


def sections(state, folder):
    sft, rl = results(state, "sft/"), results(state, "rl/")
    if sft:
        yield ("Supervised fine-tuning", [
            "Tokens a second of optimizer steps of 128 sequences as long as real sentence pairs (14 to 57 tokens, 3,275 in "
            "all).", "The Trainer pads batches of 16; the loops are packed and never pad but inside attention "
            "(`benchmarks/compare/torch_loop.py`).", "", *sft_table(sft)])
    if rl:
        yield ("Reinforcement learning", [
            "A whole GRPO step: 16 prompts of 24 tokens, 8 completions each, a reward, a reference, one update.", "",
            *rl_table(rl)])
    if sft or rl:
        yield ("Share of the machine's arithmetic", [
            "Model FLOPs (6 for each weight in a matrix and token, the head's included, the embedding's look-up not, and "
            "attention's", "products over tokens that are seen; nothing twice that is computed again, a prompt once for all "
            "of its completions) against", "float32 products that stay in the caches, the best of the same run. "
            "`dragoman bench` prints them.", "", *peak_table(sft, rl, results(state, "logprobs/"))])
        lines = [*phase_table("sft", sft), ""] if sft else []
        yield ("Where the time goes", ["Shares of a step, by the names of a run's log (`timing_s/*`).", "", *lines,
                                       *(phase_table("rl", rl) if rl else [])])
    if "memory/vocabulary" in state:
        yield ("Memory of a large vocabulary", [*memory_section(state["memory/vocabulary"]["result"])])
    large = results(state, "large/")
    if large:
        yield ("A checkpoint of 0.6 billion parameters", [
            "The shape of Qwen3-0.6B with random weights, vocabulary 151,936; GRPO steps have 4 prompts of 64 tokens and 4 "
            "completions of 48 each.", "Peak is the whole process's.", "", *large_table(large)])
    scaling = results(state, "scaling/")
    if scaling:
        yield ("How cost grows", [*scaling_lines(scaling, folder)])


def scaling_lines(cells, folder):
    folder.mkdir(exist_ok=True)
    curves = {name: [(point["gflop"], point["seconds"]) for point in done["points"]] for name, done in cells}
    (folder / "scaling.svg").write_text(svg.curves(curves, "model GFLOP of a step", "seconds of a step"))
    yield "One thing grows, the tiny model's step stays as it is otherwise. Along a straight line of slope 1 time grows as"
    yield "the arithmetic that the mathematics asks for; a hidden quadratic would be steeper."
    yield ""
    yield f"![Seconds of a step by its arithmetic]({folder.name}/scaling.svg)"
    yield ""
    yield from scaling_table(cells)


def write(options, state):
    page = Path(options.page)
    lines = [*head(state, options)]
    for title, content in sections(state, page.with_suffix("")):
        lines += ["", f"## {title}", "", *content]
    peers.write_page(options, lines)

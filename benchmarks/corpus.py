"""How fast corpus stages are, and how much memory they take, over text that is generated.

    python3 benchmarks/corpus.py --megabytes 500 [--threads 2] [--folder FOLDER] [--page docs/results/corpus_speed.md]

A third each of spaced words, kana with Han, and Han alone, as rows of 200 to 4,000 characters in shards of
50 MB. One row in ten repeats an earlier one exactly, one in ten nearly; one in a thousand holds a sentence of
the evaluation set with a word or character replaced. Each stage reads what the one before it wrote.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import peers

SHARD_BYTES = 50_000_000
HAN = [chr(0x4E00 + i) for i in range(3000)]
KANA = [chr(0x3041 + i) for i in range(80)] * 20 + HAN[:800]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=50)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--folder", help="where the texts go, or are; without it a temporary folder")
    parser.add_argument("--program", default="build/dragoman")
    parser.add_argument("--page", help="a Markdown page to write")
    return parser.parse_args()


class Texts:
    """Rows of three languages, with what is planted among them."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        letters = "abcdefghijklmnopqrstuvwxyz"
        self.words = ["".join(self.rng.choices(letters, k=self.rng.randint(2, 10)))
                      for _ in range(50_000)]
        self.kept = {language: [] for language in ("en", "ja", "zh")}
        self.items = {language: [self.units(language, 25) for _ in range(500)]
                      for language in self.kept}

    def units(self, language, count):
        return self.rng.choices({"en": self.words, "ja": KANA, "zh": HAN}[language], k=count)

    def text(self, language, units):
        glue, stop = (" ", ". ") if language == "en" else ("", "。")
        lines = [units[i:i + 40] for i in range(0, len(units), 40)]
        return "\n".join(glue.join(line) + stop for line in lines)

    def row(self, language):
        chance, kept = self.rng.random(), self.kept[language]
        if chance < 0.2 and kept:
            units = list(self.rng.choice(kept))
            if chance < 0.1:
                units[len(units) // 2:len(units) // 2 + 1] = self.units(language, 1)
        else:
            factor = 1 if language != "en" else 0.16
            units = self.units(language, int(self.rng.randint(200, 4000) * factor))
            kept.append(units)
            if len(kept) > 2000:
                kept.pop(self.rng.randrange(2000))
        if self.rng.random() < 0.001:
            copy = list(self.rng.choice(self.items[language]))
            copy[12:13] = self.units(language, 1)
            units = units + copy
        return {"text": self.text(language, units), "language": language}

    def write(self, folder, megabytes):
        glue = {"en": " ", "ja": "", "zh": ""}
        (folder / "dev.txt").write_text("".join(
            glue[language].join(item) + "\n" for language, items in self.items.items() for item in items),
            encoding="utf-8")
        total, shard = 0, 0
        while total < megabytes * 1_000_000:
            language = ("en", "ja", "zh")[shard % 3]
            size, limit = 0, min(SHARD_BYTES, megabytes * 1_000_000 // 3 + 1)
            name = folder / language / f"{language}-{shard:04}.jsonl"
            name.parent.mkdir(exist_ok=True)
            with name.open("w", encoding="utf-8") as file:
                while size < limit:
                    line = json.dumps(self.row(language), ensure_ascii=False) + "\n"
                    size += len(line.encode())
                    file.write(line)
            total += size
            shard += 1


def mixture(folder, amount):
    path = folder / "mix.toml"
    path.write_text(f'evaluation_sets = ["{folder}/dev.txt"]\n' + "".join(
        f'[[sources]]\nname = "{language}"\nlanguage = "{language}"\n'
        f'paths = ["{folder}/split/{language}"]\n' for language in ("en", "ja", "zh"))
        + f'[[phases]]\nname = "all"\namount = {amount}\n')
    return path


def run(options, folder, stage, inputs, *flags):
    output = folder / ("out-" + stage)
    shutil.rmtree(output, ignore_errors=True)
    done = subprocess.run([options.program, "data", stage, *inputs, "--output", output, "--threads",
                           str(options.threads), *flags], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{stage}: {done.stderr}")
    report = json.loads((output / "report.json").read_text())
    call = report["this_call"]
    line = (f"| `{stage}` | {report['rows']:,} | {report['bytes_read'] / 1e6:,.0f} | {call['seconds']:.1f} | "
            f"{call['cpu_seconds']:.1f} | {report['bytes_read'] / 1e6 / call['cpu_seconds']:.1f} | {call['peak_memory_megabytes']:.0f} | "
            f"{sum(report['removed'].values()):,} |")
    print(line, flush=True)
    return output, line


def split_by_language(folder, source):
    """Links the shards of each language into a folder of its own, for the mixture."""
    for language in ("en", "ja", "zh"):
        target = folder / "split" / language
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for shard in source.glob(f"{language}-*.jsonl*"):
            (target / shard.name).symlink_to(shard)


def main():
    options = arguments()
    temporary = None if options.folder else tempfile.TemporaryDirectory()
    folder = Path(options.folder or temporary.name).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "dev.txt").exists():
        Texts(1).write(folder, options.megabytes)
    lines = ["| stage | rows | MB | seconds | CPU seconds | MB a CPU second | peak memory, MB | removed |",
             "| --- | --: | --: | --: | --: | --: | --: | --: |"]
    print("\n".join(lines), flush=True)
    evaluation = f"--evaluation_sets={folder}/dev.txt"
    out, line = run(options, folder, "deduplicate",
                    [folder / language for language in ("en", "ja", "zh")])
    lines.append(line)
    out, line = run(options, folder, "decontaminate", [out], evaluation)
    lines.append(line)
    for stage in ("identify", "quality", "buckets"):
        flags = ["--keep_unknown=true"] if stage == "identify" else []
        lines.append(run(options, folder, stage, [out], *flags)[1])
    split_by_language(folder, out)
    amount = options.megabytes * 1_000_000 // 5
    lines.append(run(options, folder, "mix", [mixture(folder, amount)])[1])
    if options.page:
        Path(options.page).write_text(page(options, lines), encoding="utf-8")


def page(options, lines):
    return ("# Speed of corpus stages\n\n"
            f"`python3 benchmarks/corpus.py --megabytes {options.megabytes} --threads {options.threads}`: generated "
            "text, a third each of spaced words, kana with Han, and Han alone; one row in ten repeats another, one "
            "in ten nearly. MB are of unpacked JSON lines that the stage reads once (`deduplicate` reads them three "
            "times); what is written is compressed. Memory is the process's peak. "
            f"{peers.cpu_name()}, {os.cpu_count()} threads.\n\n"
            + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

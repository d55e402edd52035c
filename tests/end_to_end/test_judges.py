"""`dragoman train` with judges behind HTTP that fail, babble and contradict themselves: what is lost
costs samples and is counted, a killed and resumed run equals a whole one, and each domain's rows are
scored by its own rewards."""

import json
import re
import unittest

from test_oracles import SPENT, Teacher, number_of, start
from training_runs import Runs, dragoman, episodes, metrics

SPENT_ON_JUDGES = {name.removeprefix("oracle/") for name in SPENT}

RECIPE = """
include = "sft.toml"
kind = "rl"
[trainer]
max_steps = 6
per_device_train_batch_size = 16
gradient_accumulation_steps = 1
eval_steps = 6
save_steps = 2
[rl]
num_generations = 4
max_completion_length = 12
log_episodes_steps = 1
[reward_rules]
scale_parts = "group"
"""

JUDGE = """
[[reward]]
name = "{name}"
{options}
[reward.judge]
name = "endpoint"
base_url = "{url}"
model = "judge"
concurrency = 8
initial_backoff = 0.01
max_retries = 3
"""

OPTIONS = {"principles": "votes = 2", "group_ranking": "shuffles = 2", "win_rate": ""}


def between(text, begin, end):
    return text.split(begin, 1)[1].split(end, 1)[0]


class Judge(Teacher):
    """Likes long answers. Of its replies one in nine is chatter; a pair is decided by place alone
    in one of five."""

    def said(self, draft):
        if number_of(draft + "babbles") % 9 == 0:
            return "I would say: " + self.verdict(draft)
        return self.verdict(draft)

    def verdict(self, prompt):
        if "Which is the better translation" in prompt:
            return json.dumps({"critique": "so", "better": self.better(prompt)})
        if "Rank them" in prompt:
            answers = re.findall(r"<translation ([A-Z])>\n(.*?)\n</translation", prompt, re.S)
            scores = {letter: min(10, len(answer)) for letter, answer in answers}
            ranking = sorted(scores, key=lambda letter: -scores[letter])
            return json.dumps({"comparison": "so", "ranking": ranking, "scores": scores})
        count = len(re.findall(r"^\d+\. ", between(prompt, "Principles:\n", "\n\nSay of"), re.M))
        answer = between(prompt, "<translation>\n", "\n</translation>")
        return json.dumps({"critique": "so", **{str(i + 1): len(answer) > 8 * (i + 1)
                                                for i in range(count)}})

    @staticmethod
    def better(prompt):
        first = between(prompt, "<translation A>\n", "\n</translation A>")
        second = between(prompt, "<translation B>\n", "\n</translation B>")
        if number_of("".join(sorted((first, second)))) % 5 == 0:
            return "A"
        return "same" if len(first) == len(second) else "AB"[len(first) < len(second)]


class Judges(Runs):
    def setUp(self):
        super().setUp()
        self.judge = start(self, Judge)

    def recipe(self, names=tuple(OPTIONS), base=RECIPE, extra=""):
        path = self.folder / "judged.toml"
        path.write_text(base + "".join(
            JUDGE.format(name=name, options=OPTIONS[name], url=self.judge.url) for name in names)
            + extra)
        return path

    def check_log(self, run):
        steps = [line for line in metrics(run) if "reward" in line]
        self.assertEqual(len(steps), 6)
        for name in OPTIONS:
            self.assertGreater(sum(line[f"judge/{name}/asked"] for line in steps), 0)
            self.assertGreater(sum(line.get(f"judge/{name}/lost/unreadable", 0)
                                   for line in steps), 0, name)
        self.assertGreater(sum(line.get("judge/win_rate/contradictions", 0) for line in steps), 0)
        self.assertGreater(sum(line["judge/principles/retries"] for line in steps), 0)
        return steps

    def check_episodes(self, run):
        for line in episodes(run):
            self.assertEqual(line["status"] == "failed", len(line["rewards"]) < len(OPTIONS))
            if line["status"] == "failed":
                self.assertIn("could not be computed: unreadable: I would say", line["why"])
            for name, low, high in (("principles", 0, 1), ("win_rate", 0, 1),
                                    ("group_ranking", -0.04, 0.1)):
                if name in line["rewards"]:
                    self.assertTrue(low <= line["rewards"][name] <= high, line["rewards"])

    def test_a_killed_and_resumed_run_equals_a_whole_one_in_spite_of_its_judges(self):
        whole = self.folder / "whole"
        dragoman("train", self.recipe(), f"--output={whole}")
        self.check_log(whole)
        self.check_episodes(whole)
        again = json.loads(dragoman("replay", whole, "--step", 5).stdout)
        self.assertTrue(again["identical"], again)
        asked = set(self.judge.answered)
        self.judge = start(self, Judge)
        killed = self.killed_again_and_again(self.recipe())
        lines = [[{name: value for name, value in line.items()
                   if not (name.startswith("judge/") and name.split("/")[-1] in SPENT_ON_JUDGES)}
                  for line in metrics(run)] for run in (whole, killed)]
        self.assertEqual(lines[0], lines[1])
        self.assertEqual(episodes(whole), episodes(killed))
        self.assertEqual(asked, set(self.judge.answered))

    def test_a_dead_judge_stops_the_run_in_one_sentence_unless_it_may_go_on(self):
        self.judge.status = 503
        said = dragoman("train", self.recipe(["principles"]), f"--output={self.folder / 'dead'}",
                        check=False)
        self.assertEqual(said.returncode, 1, said.stderr)
        self.assertRegex(said.stderr, r"\d+ of 16 answers got no reward.*max_failed_share = 0\.5.*"
                                      r"reward principles could not be computed: http_5xx: .*503")
        run = self.folder / "patient"
        dragoman("train", self.recipe(["principles"]), f"--output={run}", "--trainer.max_steps=2",
                 "--reward_rules.max_failed_share=1")
        for line in (line for line in metrics(run) if "reward" in line):
            self.assertEqual(line["judge/principles/lost"], line["judge/principles/asked"])
            self.assertEqual(line["judge/principles/lost/http_5xx"],
                             line["judge/principles/lost"])

    def test_a_refused_key_stops_the_run_at_once(self):
        self.judge.status = 401
        said = dragoman("train", self.recipe(["win_rate"]), f"--output={self.folder / 'refused'}",
                        check=False)
        self.assertEqual(said.returncode, 2, said.stderr)
        self.assertIn("refuses the key (HTTP 401: not now)", said.stderr)

    def routed(self, domains, algorithm="grpo", scale="none"):
        rows = [f"word {i}\tWort {i}\t{domains[i % len(domains)]}\n" for i in range(40)]
        for name in ("train.tsv", "dev.tsv"):
            (self.folder / name).write_text("".join(rows))
        data = (f'source_language = "en"\ntarget_language = "de"\n'
                f'columns = {{"1" = "source", "2" = "reference", "3" = "domain"}}\n')
        sft = (self.folder / "sft.toml").read_text()
        world = between(sft, "[world]", "[model]")
        (self.folder / "sft.toml").write_text(
            sft.replace("[world]" + world, "").replace("meaning_accuracy", "bleu") +
            'metrics = [{name = "chrf"}, {name = "bleu"}]\n' +
            "".join(f'[{name}]\npaths = ["{self.folder / file}"]\n{data}'
                    for name, file in (("data", "train.tsv"), ("eval_data", "dev.tsv"))))
        base = RECIPE.replace('"group"', f'"{scale}"') + f'[algorithm]\nname = "{algorithm}"\n'
        extra = '[[reward]]\nname = "answer_match"\ndomains = ["terms"]\n'
        text = self.recipe(["principles"], base, extra)
        text.write_text(text.read_text().replace("votes = 2", 'domains = ["story"]'))
        return text

    def test_each_domain_has_its_own_rewards(self):
        run = self.folder / "routed"
        dragoman("train", self.routed(["terms", "story"]), f"--output={run}")
        counts = {"answer_match": 0, "principles": 0}
        for line in episodes(run):
            self.assertLessEqual(len(line["rewards"]), 1)
            expected = ("answer_match", "principles")[line["row"] % 2]
            for name in line["rewards"]:
                self.assertEqual(name, expected)
                counts[name] += 1
        self.assertGreater(min(counts.values()), 10)

    def test_rows_without_a_reward_and_scales_that_would_mix_are_refused(self):
        said = dragoman("train", self.routed(["terms", "story", "poem"]), check=False)
        self.assertEqual(said.returncode, 2)
        self.assertIn('train.tsv:3 is of domain "poem", and no score is for it', said.stderr)
        for scale, code in (("none", 2), ("batch", 0)):
            self.setUp()
            said = dragoman("train", self.routed(["terms", "story"], "reinforce_pp", scale),
                            f"--output={self.folder / scale}", "--trainer.max_steps=1",
                            check=False)
            self.assertEqual(said.returncode, code, said.stderr)
            self.assertEqual("set reward_rules.scale_parts" in said.stderr, code == 2, said.stderr)


if __name__ == "__main__":
    unittest.main()

"""TRL's side of reinforcement learning: whole steps of its GRPOTrainer, without vLLM.

    python trl_grpo.py FOLDER THREADS PROMPTS SAMPLES PROMPT_TOKENS LENGTHS STEPS

A completion ends after the next number of tokens in the file LENGTHS. The reward is a constant time's work; beta > 0, so
that there is a reference. Prints JSON: the seconds of each step after the first and the tokens of a step.
"""

import json
import random
import sys
import tempfile
import time

import torch
from datasets import Dataset
from transformers import AutoModelForCausalLM, StoppingCriteria, StoppingCriteriaList, TrainerCallback
from trl import GRPOConfig, GRPOTrainer

import lengths as recorded
import letters

FOLDER, LENGTHS = sys.argv[1], sys.argv[6]
THREADS, PROMPTS, SAMPLES, PROMPT_TOKENS = map(int, sys.argv[2:6])
STEPS = int(sys.argv[7])
MICRO_BATCH = 32


class Limits(StoppingCriteria):
    """Ends each sequence one token early: the padding behind it ends the text for TRL and counts."""

    def __init__(self, limits, longest):
        self.limits = torch.tensor([limit if limit == longest else limit - 1 for limit in limits])

    def __call__(self, input_ids, scores, **_):
        return self.limits <= input_ids.shape[1] - PROMPT_TOKENS


class Clock(TrainerCallback):
    def __init__(self):
        self.times = []

    def on_step_end(self, *_, **__):
        self.times.append(time.perf_counter())


def steer(model, limits, seen):
    """Completions of these lengths; `seen` hears how many tokens each call of generate was for."""
    generate = model.generate

    def steered(*args, **kwargs):
        criteria = StoppingCriteriaList([Limits(limits, max(limits))])
        seen.append(sum(limits) + len(limits) * PROMPT_TOKENS)
        return generate(*args, stopping_criteria=criteria, **kwargs)

    model.generate = steered


def reward(completions, **_):
    return [float(len(completion) % 7) + random.random() for completion in completions]


def main():
    torch.set_num_threads(THREADS)
    model = AutoModelForCausalLM.from_pretrained(FOLDER, dtype=torch.float32)
    limits = recorded.read(LENGTHS)
    seen, clock, stream = [], Clock(), random.Random(0)
    prompts = ["".join(stream.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(PROMPT_TOKENS))
               for _ in range(PROMPTS * (STEPS + 1))]
    batch = min(MICRO_BATCH, PROMPTS * SAMPLES)
    arguments = GRPOConfig(
        output_dir=tempfile.gettempdir(), use_cpu=True, bf16=False, gradient_checkpointing=False, max_steps=STEPS + 1,
        per_device_train_batch_size=batch, gradient_accumulation_steps=PROMPTS * SAMPLES // batch,
        num_generations=SAMPLES, max_completion_length=max(limits), beta=0.001, learning_rate=1e-5,
        lr_scheduler_type="constant", save_strategy="no", logging_strategy="no", report_to="none", disable_tqdm=True)
    trainer = GRPOTrainer(model=model, reward_funcs=reward, args=arguments,
                          train_dataset=Dataset.from_dict({"prompt": prompts}),
                          processing_class=letters.tokenizer(model.config.vocab_size), callbacks=[clock])
    steer(trainer.model, limits, seen)
    trainer.train()
    seconds = [after - before for before, after in zip(clock.times, clock.times[1:])]
    print(json.dumps({"seconds": seconds, "tokens": seen[-1]}))


if __name__ == "__main__":
    main()

"""transformers' side of supervised fine-tuning: its Trainer as people use it, with padded batches.

    python hf_trainer.py FOLDER THREADS LENGTHS STEPS

Every step learns from the lengths of the file, 16 sequences a batch, accumulated. Prints JSON: the seconds of each step
after the first and the tokens of one, padding not counted.
"""

import json
import sys
import tempfile
import time

import torch
from torch.utils.data import SequentialSampler
from transformers import AutoModelForCausalLM, DataCollatorForSeq2Seq, Trainer, TrainerCallback, TrainingArguments

import lengths as recorded
import letters

FOLDER, THREADS, LENGTHS, STEPS = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
BATCH = 16


class InOrder(Trainer):
    """So that every step has the same tokens."""

    def _get_train_sampler(self, *_):
        return SequentialSampler(self.train_dataset)


class Clock(TrainerCallback):
    def __init__(self):
        self.times = []

    def on_step_end(self, *_, **__):
        self.times.append(time.perf_counter())


def main():
    torch.set_num_threads(THREADS)
    model = AutoModelForCausalLM.from_pretrained(FOLDER, dtype=torch.float32)
    lengths = recorded.read(LENGTHS)
    rows = [{"input_ids": ids, "labels": ids} for ids in letters.sequences(lengths, model.config.vocab_size)]
    clock = Clock()
    arguments = TrainingArguments(
        output_dir=tempfile.gettempdir(), use_cpu=True, max_steps=STEPS + 1, per_device_train_batch_size=min(BATCH, len(rows)),
        gradient_accumulation_steps=max(1, len(rows) // BATCH), learning_rate=1e-5, lr_scheduler_type="constant",
        save_strategy="no", logging_strategy="no", report_to="none", disable_tqdm=True)
    InOrder(model=model, args=arguments, train_dataset=rows * (STEPS + 1), callbacks=[clock],
            data_collator=DataCollatorForSeq2Seq(letters.tokenizer(model.config.vocab_size))).train()
    seconds = [after - before for before, after in zip(clock.times, clock.times[1:])]
    print(json.dumps({"seconds": seconds, "tokens": sum(lengths)}))


if __name__ == "__main__":
    main()

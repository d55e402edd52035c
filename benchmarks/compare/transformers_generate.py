"""transformers' side: prints how many new tokens a second `generate` draws from a checkpoint.

    python transformers_generate.py FOLDER THREADS PROMPTS SAMPLES PROMPT_TOKENS LOW HIGH

Completions end after numbers of tokens drawn evenly from LOW to HIGH.
"""

import sys
import time

import torch
from transformers import AutoModelForCausalLM, StoppingCriteria, StoppingCriteriaList

FOLDER = sys.argv[1]
THREADS, PROMPTS, SAMPLES, PROMPT_TOKENS, LOW, HIGH = map(int, sys.argv[2:])


class Limits(StoppingCriteria):
    def __init__(self, limits):
        self.limits = limits

    def __call__(self, input_ids, scores, **_):
        return self.limits <= input_ids.shape[1] - PROMPT_TOKENS


def main():
    torch.set_num_threads(THREADS)
    model = AutoModelForCausalLM.from_pretrained(FOLDER, dtype=torch.float32).eval()
    torch.manual_seed(0)
    ids = torch.randint(model.config.vocab_size, (PROMPTS, PROMPT_TOKENS))
    limits = torch.randint(LOW, HIGH + 1, (PROMPTS * SAMPLES,))

    def generate():
        model.generate(ids, attention_mask=torch.ones_like(ids), do_sample=True, top_k=0, max_new_tokens=HIGH,
                       num_return_sequences=SAMPLES, pad_token_id=0,
                       stopping_criteria=StoppingCriteriaList([Limits(limits)]))

    generate()
    begin = time.perf_counter()
    generate()
    print(float(limits.sum()) / (time.perf_counter() - begin))


if __name__ == "__main__":
    main()

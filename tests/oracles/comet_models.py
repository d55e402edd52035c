"""Random small COMET checkpoints in the published layout, and what they score, written out with
transformers and torch: sentence by sentence, so there is neither padding nor batching.
"""

import torch
import yaml

import encoder_models

REGRESSION = dict(class_identifier="regression_metric", encoder_model="XLM-RoBERTa",
                  pretrained_model="xlm-roberta-large", pool="avg", layer="mix",
                  layer_transformation="sparsemax", layer_norm=False, hidden_sizes=[40, 24],
                  activations="Tanh", final_activation=None, dropout=0.1, batch_size=4)
REFERENCELESS = {**REGRESSION, "class_identifier": "referenceless_regression_metric"}
UNIFIED = dict(class_identifier="unified_metric", encoder_model="XLM-RoBERTa",
               pretrained_model="microsoft/infoxlm-large", sent_layer="mix", pool="avg",
               layer_transformation="sparsemax_patch", layer_norm=False, hidden_sizes=[40, 24],
               activations="Tanh", final_activation=None, input_segments=["mt", "src"],
               word_level_training=False, word_layer=24, loss_lambda=0.65, dropout=0.1)


def sparsemax(scores):
    """The nearest point of the simplex, by bisection."""
    low, high = scores.min() - 1, scores.max()
    for _ in range(100):
        middle = (low + high) / 2
        low, high = ((middle, high) if (scores - middle).clamp(min=0).sum() > 1 else (low, middle))
    return (scores - low).clamp(min=0)


class Comet:
    def __init__(self, hparams, changes=None, seed=1):
        self.hparams = hparams
        self.unified = hparams["class_identifier"] == "unified_metric"
        self.bert = hparams["encoder_model"] == "BERT"
        family = "Bert" if self.bert else "XLMRoberta"
        self.encoder, self.tokenizer = encoder_models.make_encoder(family, changes or {}, seed)
        width = self.encoder.config.hidden_size
        inputs = width * {"unified_metric": 1, "regression_metric": 6,
                          "referenceless_regression_metric": 4}[hparams["class_identifier"]]
        self.scalars = torch.randn(self.encoder.config.num_hidden_layers + 1)
        self.gamma = torch.tensor([1.3])
        self.ff = []
        for size in [*hparams["hidden_sizes"], 1]:
            self.ff.append((torch.randn(size, inputs) / inputs ** 0.5, 0.3 * torch.randn(size)))
            inputs = size

    def save(self, folder, tokenizer_folder=None, with_config=True):
        state = {"encoder.model." + name: tensor.clone()
                 for name, tensor in self.encoder.state_dict().items()}
        state["encoder.model.embeddings.position_ids"] = torch.arange(5)[None]
        for i, scalar in enumerate(self.scalars):
            state[f"layerwise_attention.scalar_parameters.{i}"] = scalar[None].clone()
        state["layerwise_attention.gamma"] = self.gamma
        state["layerwise_attention.dropout_mask"] = torch.zeros(len(self.scalars))
        for i, (weight, bias) in enumerate(self.ff):
            state[f"estimator.ff.{3 * i}.weight"] = weight
            state[f"estimator.ff.{3 * i}.bias"] = bias
        (folder / "checkpoints").mkdir(parents=True)
        torch.save({"epoch": 1, "global_step": 9, "pytorch-lightning_version": "1.8.2",
                    "state_dict": state, "loops": None, "hyper_parameters": self.hparams},
                   folder / "checkpoints" / "model.ckpt")
        (folder / "hparams.yaml").write_text(yaml.safe_dump(self.hparams))
        tokenizer_folder = tokenizer_folder or folder
        self.tokenizer.save_pretrained(tokenizer_folder)
        if with_config:
            self.encoder.config.save_pretrained(tokenizer_folder)

    def ids(self, text):
        longest = self.encoder.config.max_position_embeddings - 4
        return self.tokenizer(text, truncation=True, max_length=longest)["input_ids"]

    def mixed(self, ids, types=None):
        """[T, D] of one sequence."""
        states = encoder_models.hidden_states(self.encoder, ids, types)
        layer = self.hparams["sent_layer" if self.unified else "layer"]
        if layer != "mix":
            return states[layer]
        if self.hparams["layer_norm"]:
            mean = states.mean((1, 2), keepdim=True)
            variance = ((states - mean) ** 2).mean((1, 2), keepdim=True)
            states = (states - mean) / (variance + 1e-12).sqrt()
        sparse = self.hparams["layer_transformation"] == "sparsemax"
        weights = sparsemax(self.scalars) if sparse else self.scalars.softmax(0)
        return self.gamma * (weights[:, None, None] * states).sum(0)

    def vector(self, text):
        ids = self.ids(text)
        rows = self.mixed(ids)
        if self.hparams["pool"] == "cls":
            return rows[0]
        kept = torch.tensor([i != self.tokenizer.pad_token_id for i in ids])
        if self.hparams["pool"] == "max":
            return rows[kept].amax(0)
        return rows[kept].sum(0) / len(ids)

    def estimate(self, features):
        for i, (weight, bias) in enumerate(self.ff):
            features = weight @ features + bias
            last = i + 1 == len(self.ff)
            name = self.hparams["final_activation" if last else "activations"]
            if name:
                features = getattr(torch.nn, name)()(features)
        return features.item()

    def joint(self, *texts):
        sep = self.tokenizer.sep_token_id
        ids = [self.tokenizer.cls_token_id]
        for i, text in enumerate(texts):
            ids += [] if self.bert or i == 0 else [sep]
            ids += [t for t in self.ids(text)[1:-1] if t != self.tokenizer.pad_token_id] + [sep]
            first = len(ids) if i == 0 else first
        ids = ids[:self.encoder.config.max_position_embeddings - 2]
        types = [int(i >= first) for i in range(len(ids))]
        return self.estimate(self.mixed(ids, types if self.bert else None)[0])

    def score(self, source, hypothesis, reference=None):
        with torch.no_grad():
            if self.unified:
                segments = self.hparams["input_segments"]
                parts = [[source]] if "src" in segments else []
                if reference is not None and "ref" in segments:
                    parts += [[reference]] + ([[source, reference]] if parts else [])
                scores = [self.joint(hypothesis, *part) for part in parts]
                return sum(scores) / len(scores)
            h, s = self.vector(hypothesis), self.vector(source)
            if self.hparams["class_identifier"] != "regression_metric":
                return self.estimate(torch.cat([h, s, h * s, (h - s).abs()]))
            r = self.vector(reference)
            return self.estimate(torch.cat(
                [h, r, h * r, (h - r).abs(), h * s, (h - s).abs()]))

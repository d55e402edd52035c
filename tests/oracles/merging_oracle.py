"""The ways of merging in numpy and double, from their papers, and the draws of the program's random streams."""

import itertools
from types import SimpleNamespace

import numpy

MASK = 2 ** 64 - 1
GOLDEN = 0x9e3779b97f4a7c15


def mix(x):
    x = ((x ^ (x >> 30)) * 0xbf58476d1ce4e5b9) & MASK
    x = ((x ^ (x >> 27)) * 0x94d049bb133111eb) & MASK
    return x ^ (x >> 31)


def derive(key, name, *indices):
    def absorb(state, word):
        return mix((state + GOLDEN + mix((word + GOLDEN) & MASK)) & MASK)
    key = absorb(key, len(name))
    for word in (*name.encode(), *indices):
        key = absorb(key, word)
    return key


def uniforms(key, count):
    """As mix, on arrays, whose products wrap by themselves."""
    with numpy.errstate(over="ignore"):
        x = numpy.uint64(key) + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(GOLDEN)
        x = (x ^ (x >> numpy.uint64(30))) * numpy.uint64(0xbf58476d1ce4e5b9)
        x = (x ^ (x >> numpy.uint64(27))) * numpy.uint64(0x94d049bb133111eb)
        x = x ^ (x >> numpy.uint64(31))
    return (x >> numpy.uint64(11)).astype(numpy.float64) / 2 ** 53


def largest(sizes, count):
    """A mask of the largest sizes, ties at the lowest places."""
    mask = numpy.zeros(len(sizes), bool)
    mask[numpy.argsort(-sizes, kind="stable")[:count]] = True
    return mask


def changes(base, models):
    """In float32, as the order of sizes goes by them."""
    return [(model - base).astype(numpy.float32) for model in models]


def settings(**given):
    """What a method reads of its options."""
    return SimpleNamespace(**{**dict(scale=1, seed=0, normalize=False, roots=None), **given})


def linear(_, models, options):
    return sum(w * m for w, m in zip(options.weight, models)) / sum(options.weight)


def slerp(base, models, options):
    one, other, t = base, models[0], options.t
    dot = one @ other / numpy.linalg.norm(one) / numpy.linalg.norm(other)
    if abs(dot) > 0.9995:
        return one + t * (other - one)
    angle = numpy.arccos(dot)
    return (numpy.sin((1 - t) * angle) * one + numpy.sin(t * angle) * other) / numpy.sin(angle)


def task_arithmetic(base, models, options):
    return base + options.scale * sum(w * (m - base) for w, m in zip(options.weight, models))


def consensus(base, added, kept, options):
    """`added`: weighted changes, 0 where dropped; signs are elected by their sums."""
    sign = numpy.where(sum(added) >= 0, 1, -1)
    agree = [numpy.sign(a) == sign for a in added]
    total = sum(a * g for a, g in zip(added, agree))
    if options.normalize:
        shares = sum(w * k * g for w, k, g in zip(options.weight, kept, agree))
        total = total / numpy.where(shares == 0, 1, shares)
    return base + options.scale * total


def ties(base, models, options):
    kept = [largest(abs(d), int(share * len(base))) for d, share in zip(changes(base, models), options.density)]
    added = [w * k * (m - base) for w, k, m in zip(options.weight, kept, models)]
    return consensus(base, added, kept, options)


def dropped(base, models, options):
    stream = derive(derive(mix((options.seed + GOLDEN) & MASK), "dare"), options.name)
    kept = [uniforms(derive(stream, "model", k), len(base)) < share for k, share in enumerate(options.density)]
    return kept, [w * k * (m - base) / share
                  for w, k, m, share in zip(options.weight, kept, models, options.density)]


def dare_linear(base, models, options):
    return base + options.scale * sum(dropped(base, models, options)[1])


def dare_ties(base, models, options):
    kept, added = dropped(base, models, options)
    return consensus(base, added, kept, options)


def model_stock(base, models, _):
    deltas = [m - base for m in models]
    cosines = [a @ b / numpy.linalg.norm(a) / numpy.linalg.norm(b) for a, b in itertools.combinations(deltas, 2)]
    cosine, count = numpy.mean(cosines), len(models)
    t = count * cosine / (1 + (count - 1) * cosine)
    return t * sum(models) / count + (1 - t) * base


def obim_owners(saliencies, options):
    """0: nobody's."""
    size = len(saliencies[0])
    owners = numpy.zeros(size, int)
    quotas = [int(share * size) for share in options.density]
    for turn in range(1, options.rounds + 1):
        for k, saliency in enumerate(saliencies):
            count = quotas[k] * turn // options.rounds - quotas[k] * (turn - 1) // options.rounds
            free = numpy.where(owners == 0, saliency, 0)
            owners[largest(free, count) & (free > 0)] = k + 1
    return owners


def obim(base, models, options):
    """`roots`: of h, for every model and element; None: 1."""
    sizes = [abs(d) for d in changes(base, models)]
    if options.roots is not None:
        sizes = [size * root.astype(numpy.float32) for size, root in zip(sizes, options.roots)]
    owners = obim_owners(sizes, options)
    return base + options.scale * sum(w * (owners == k + 1) * (m - base)
                                      for k, (w, m) in enumerate(zip(options.weight, models)))


METHODS = {method.__name__: method for method in
           (linear, slerp, task_arithmetic, ties, dare_linear, dare_ties, model_stock, obim)}

"""Writes fixtures.json: what other programs compute from the inputs that tests/statistics/main.rs gives to il2sim.

Made with scipy 1.17.1, lifelines 0.30.3, SALib 1.6.0, statsmodels 0.15.0, numpy 2.4.6 (Python 3.11), outside this repository:

    python3 -m venv /tmp/fixtures && /tmp/fixtures/bin/pip install scipy==1.17.1 lifelines==0.30.3 SALib==1.6.0 statsmodels==0.15.0 numpy==2.4.6
    /tmp/fixtures/bin/python tests/statistics/fixtures.py

A case is {"in": ..., "out": ...}; null stands for no bound or no interval.
"""

import json
import math
import pathlib
import warnings

import numpy as np
import scipy.optimize
import scipy.stats
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test, multivariate_logrank_test
from lifelines.utils import median_survival_times, restricted_mean_survival_time
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

warnings.simplefilter("ignore")
MASK = 0xFFFFFFFF


def number(x):
    x = float(x)
    return None if math.isnan(x) or math.isinf(x) else x


def threefry(counter, key):
    """Threefry4x32-20 (Salmon, Moraes, Dror, Shaw 2011), one block."""
    rotations = [(10, 26), (11, 21), (13, 27), (23, 5), (6, 20), (17, 11), (25, 10), (18, 20)]
    keys = list(key) + [0x1BD11BDA ^ key[0] ^ key[1] ^ key[2] ^ key[3]]
    x = [(c + k) & MASK for c, k in zip(counter, key)]

    def mix(a, b, r):
        x[a] = (x[a] + x[b]) & MASK
        x[b] = ((x[b] << r | x[b] >> (32 - r)) & MASK) ^ x[a]

    for turn in range(20):
        first, second = rotations[turn % 8]
        if turn % 2 == 0:
            mix(0, 1, first), mix(2, 3, second)
        else:
            mix(0, 3, first), mix(2, 1, second)
        if turn % 4 == 3:
            s = turn // 4 + 1
            x = [(x[i] + keys[(s + i) % 5]) & MASK for i in range(4)]
            x[3] = (x[3] + s) & MASK
    return x


def below(seed, n, count):
    """The whole numbers below n that a bootstrap of il2sim draws."""
    words, block = [], 0
    while len(words) < count:
        words += threefry((0, 0, 0x53544154, block), (seed & MASK, seed >> 32, 0, MASK))
        block += 1
    return np.array([word * n >> 32 for word in words[:count]])


assert threefry((0, 0, 0, 0), (0, 0, 0, 0)) == [0x9C6CA96A, 0xE17EAE66, 0xFC10ECD4, 0x5256A7D8]
made = np.random.default_rng(1986)
fixtures = {}

# shares: events, trials, level
cases = []
for events, trials in [(0, 1), (1, 1), (0, 8), (8, 8), (10, 16), (1, 32), (31, 32), (13, 20), (500, 1000), (3, 100000), (40000, 100000)]:
    for level in [0.95, 0.9, 0.99]:
        test = scipy.stats.binomtest(events, trials)
        bounds = [*test.proportion_ci(level, "wilson"), *test.proportion_ci(level, "exact")]
        cases.append({"in": [events, trials, level], "out": [events / trials, *map(float, bounds)]})
fixtures["share"] = cases

# two shares: Fisher, odds ratio (scipy's sample odds ratio; a half added to each cell where one is zero), Newcombe's interval
cases = []
for a, n, b, m in [(8, 10, 1, 6), (0, 5, 5, 5), (0, 5, 0, 7), (7, 7, 7, 7), (1, 1, 0, 1), (10, 20, 10, 20), (3, 12, 9, 12), (17, 32, 5, 32), (120, 1000, 180, 1000),
                   (1, 500, 0, 3), (5, 64, 11, 96), (30000, 60000, 30500, 60000), (2, 4, 4, 8)]:
    table = np.array([[a, n - a], [b, m - b]])
    p = scipy.stats.fisher_exact(table).pvalue
    cells = table if (table > 0).all() else table + 0.5
    odds = cells[0, 0] * cells[1, 1] / (cells[0, 1] * cells[1, 0])
    if (table > 0).all():
        result = scipy.stats.contingency.odds_ratio(table, kind="sample")
        interval = result.confidence_interval(0.95)
        assert np.isclose(result.statistic, odds)
        low, high = interval.low, interval.high
    else:
        half = scipy.stats.norm.ppf(0.975) * np.sqrt((1 / cells).sum())
        low, high = np.exp(np.log(odds) - half), np.exp(np.log(odds) + half)
    difference = confint_proportions_2indep(a, n, b, m, method="newcomb", compare="diff", alpha=0.05)
    cases.append({"in": [a, n, b, m], "out": [*map(float, [p, odds, low, high, a / n - b / m, *difference])]})
fixtures["two_shares"] = cases

# medians
cases = []
samples = [[3.0], [1.0, 2.0], [5, 4, 3, 2, 1], [1, 2, 3, 4, 5, 6], [2, 2, 2, 2, 2, 2, 2], list(made.normal(10, 3, 17)), list(made.exponential(2, 64)),
           list(made.integers(0, 9, 33)), list(made.lognormal(0, 2, 1001)), [0.0] * 20 + [1.0] * 20]
for sample in samples:
    for level in [0.95, 0.9]:
        sample = [float(x) for x in sample]
        interval = scipy.stats.quantile_test(sample, p=0.5).confidence_interval(level)
        bounds = [number(interval.low), number(interval.high)]
        cases.append({"in": [sample, level], "out": [float(np.median(sample)), *(bounds if None not in bounds else [None, None])]})
fixtures["median"] = cases


def rounded(values, digits=1):
    return [round(float(x), digits) for x in values]


def group(n, scale, censor, digits=1):
    times = made.exponential(scale, n) + 0.1
    end = made.uniform(0.2, censor, n)
    return [rounded(np.minimum(times, end) + 0.05, digits), [bool(x) for x in times <= end]]


# survival: curves with medians, log-rank of two and more groups
treated = [[6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35], [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]]
placebo = [[1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [1] * 21]
trial = [[[float(t) for t in g[0]], [bool(e) for e in g[1]]] for g in (treated, placebo)]
cases = []
curves = [*trial, group(40, 10, 30), group(12, 5, 8, 0), [[4.0], [True]], [[4.0], [False]], [[2.0, 3.0, 5.0], [False] * 3], [[1.0, 1.0, 1.0], [True] * 3], [[1.0, 2.0], [True] * 2]]
for times, events in curves:
    fitter = KaplanMeierFitter().fit(times, events)
    last = max(times)
    low, high = fitter.confidence_interval_.loc[last]
    left = float(fitter.survival_function_.loc[last].iloc[0])
    interior = 0 < left < 1
    # where nobody is left the transformed interval does not exist; lifelines puts 0 to 0 there
    exists = fitter.confidence_interval_[(fitter.survival_function_.iloc[:, 0] > 0).to_numpy()]
    bounds = median_survival_times(exists).iloc[0]
    cases.append({"in": [times, events], "out": [left, number(low) if interior else None, number(high) if interior else None, number(fitter.median_survival_time_), *map(number, bounds),
                                                        float(restricted_mean_survival_time(fitter, t=0.8 * last))]})
fixtures["survival"] = cases

cases = []
sets = [trial, [group(30, 10, 25), group(25, 20, 25)], [group(9, 5, 20, 0), group(14, 5, 20, 0), group(11, 9, 20, 0)],
        [group(20, 8, 12), group(20, 8, 12), group(20, 16, 30), group(5, 4, 9)], [[[1.0], [True]], [[2.0], [True]]], [[[5.0, 6.0, 7.0], [False] * 3], [[1.0, 2.0, 8.0], [True, True, False]]]]
for groups in sets:
    times = np.concatenate([g[0] for g in groups])
    events = np.concatenate([g[1] for g in groups])
    labels = np.concatenate([[i] * len(g[0]) for i, g in enumerate(groups)])
    test = multivariate_logrank_test(times, labels, events)
    hazard = []
    if len(groups) == 2:
        pair = logrank_test(groups[0][0], groups[1][0], groups[0][1], groups[1][1])
        assert np.isclose(pair.test_statistic, test.test_statistic)
        surplus = variance = 0.0
        for t in sorted(set(times[events])):
            n, n1, d = (times >= t).sum(), (np.array(groups[0][0]) >= t).sum(), ((times == t) & events).sum()
            d1 = sum(e and x == t for x, e in zip(*groups[0]))
            surplus += d1 - d * n1 / n
            variance += d * (n1 / n) * (1 - n1 / n) * (n - d) / (n - 1) if n > 1 else 0
        half = scipy.stats.norm.ppf(0.975) / np.sqrt(variance)
        hazard = [float(np.exp(surplus / variance + s * half)) for s in (0, -1, 1)]
    cases.append({"in": groups, "out": [float(test.test_statistic), float(test.p_value), *hazard]})
fixtures["log_rank"] = cases

# Mann-Whitney
cases = []
pairs = [([1.0], [2.0]), ([1.0], [1.0, 2.0, 3.0]), ([3.1, 2.2, 5.5], [1.0, 0.5, 4.0, 7.0]), (made.normal(0, 1, 8), made.normal(1, 1, 30)), (made.normal(0, 1, 9), made.normal(1, 1, 9)),
         (made.integers(0, 5, 20), made.integers(1, 6, 25)), (made.integers(0, 2, 6), made.integers(0, 2, 7)), ([0.0] * 8, [0.0] * 7 + [1.0]), (made.normal(0, 1, 300), made.normal(0.3, 1, 500)),
         (made.normal(0, 1, 5), made.normal(0, 1, 400)), ([1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0])]
for a, b in pairs:
    a, b = [float(x) for x in a], [float(x) for x in b]
    test = scipy.stats.mannwhitneyu(a, b, method="auto")
    cases.append({"in": [a, b], "out": [float(test.statistic), float(test.pvalue)]})
fixtures["mann_whitney"] = cases

# pairs
fixtures["sign"] = [{"in": [a, b], "out": [float(scipy.stats.binomtest(a, a + b).pvalue) if a + b else 1.0]} for a, b in [(0, 0), (1, 0), (5, 0), (3, 9), (9, 3), (7, 7), (40, 61), (5200, 4800)]]

# corrections
cases = []
for p in [[0.01, 0.02, 0.03, 0.04], [0.04, 0.01, 0.03], [0.5], [1.0, 1.0, 0.0], [0.02, 0.02, 0.9, 1e-12, 0.049], list(made.uniform(0, 1, 25))]:
    p = [float(x) for x in p]
    cases.append({"in": p, "out": [[float(x) for x in multipletests(p, method=m)[1]] for m in ("holm", "fdr_bh")]})
fixtures["corrections"] = cases


def curve(x, zero, plateau, half, slope):
    with np.errstate(divide="ignore"):
        effect = np.where(x > 0, 1 / (1 + (half / np.maximum(x, 1e-300)) ** slope), 0.0)
    return zero + (plateau - zero) * effect


def slopes(x, zero, plateau, half, slope):
    effect = curve(x, 0, 1, half, slope)
    steep = (plateau - zero) * effect * (1 - effect)
    return np.column_stack([1 - effect, effect, -steep * slope / half, steep * np.where(x > 0, np.log(np.maximum(x, 1e-300) / half), 0)])


# Hill: doses, outputs, weights, whether bounded to 0..1; the best of many starts of curve_fit
cases = []
doses = np.array([0, 1, 3, 10, 30, 100, 300.0])
sets = [(doses, curve(doses, 0.05, 0.9, 20, 1.5) + made.normal(0, 0.03, 7), np.ones(7), False), (doses, curve(doses, 5e4, 300, 12, 0.9) + made.normal(0, 900, 7), np.ones(7), False),
        (doses, np.round(curve(doses, 0.1, 0.7, 40, 2.2) * 32) / 32 + 0.001, np.full(7, 32.0), True), (np.repeat(doses[1:], 4), curve(np.repeat(doses[1:], 4), 1, 2, 25, 3) + made.normal(0, 0.1, 24), np.ones(24), False),
        (doses[1:] * 1e-6, curve(doses[1:], 0.2, 0.6, 10, 1) + made.normal(0, 0.01, 6), np.array([10, 20, 30, 40, 50, 60.0]), True)]
for x, y, w, bounded in sets:
    positive = x[x > 0]
    low = [0 if bounded else -np.inf] * 2 + [positive.min() / 100, 0.1]
    high = [1 if bounded else np.inf] * 2 + [positive.max() * 100, 20]
    best = None
    for half in np.geomspace(positive.min(), positive.max(), 9):
        for slope in (0.5, 1, 2, 4):
            start = np.clip([y[0], y[-1], half, slope], np.array(low) + 1e-9, np.array(high) - 1e-9)
            for _ in range(3):
                try:
                    fit, covariance = scipy.optimize.curve_fit(curve, x, y, start, 1 / np.sqrt(w), bounds=(low, high), jac=slopes, xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=20000,
                                                               x_scale=np.maximum(np.abs(start), 1e-12))
                except RuntimeError:
                    break
                start = fit
            else:
                residual = (w * (y - curve(x, *fit)) ** 2).sum()
                if best is None or residual < best[0]:
                    best = (residual, fit, np.sqrt(np.diag(covariance)))
    cases.append({"in": [list(map(float, x)), list(map(float, y)), list(map(float, w)), bounded], "out": [*map(float, best[1]), *map(float, best[2]), float(best[0])]})
fixtures["hill"] = cases

# PRCC: residuals of ranks on the other inputs' ranks
cases = []
for n, k, noise in [(8, 2, 0.5), (50, 3, 0.3), (200, 5, 1.0), (40, 1, 0.2)]:
    x = made.uniform(0, 1, (n, k))
    if k == 3:
        x[:, 1] = np.round(x[:, 1] * 4)
    y = 2 * x[:, 0] ** 3 + noise * made.normal(0, 1, n) - (x[:, 1] if k > 1 else 0)
    ranked, target = scipy.stats.rankdata(x, axis=0), scipy.stats.rankdata(y)
    out = []
    for j in range(k):
        others = np.column_stack([np.ones(n), np.delete(ranked, j, axis=1)])
        left = [v - others @ np.linalg.lstsq(others, v, rcond=None)[0] for v in (ranked[:, j], target)]
        r = np.corrcoef(*left)[0, 1]
        degrees = n - k - 1
        half = scipy.stats.norm.ppf(0.975) / np.sqrt(degrees - 1)
        out.append([float(v) for v in (r, 2 * scipy.stats.t.sf(abs(r) * np.sqrt(degrees / (1 - r * r)), degrees), np.tanh(np.arctanh(r) - half), np.tanh(np.arctanh(r) + half))])
    cases.append({"in": [[float(v) for v in x.ravel()], k, [float(v) for v in y]], "out": out})
fixtures["partial_rank"] = cases

# Sobol: SALib's estimators; its bootstrap with il2sim's own numbers
cases = []
for n, k, resamples, seed in [(64, 3, 50, 7), (16, 2, 20, 1 << 40 | 5), (2, 1, 10, 0)]:
    base = scipy.stats.qmc.Sobol(2 * k, scramble=True, seed=3).random(n)
    rows = []
    for a, b in zip(base[:, :k], base[:, k:]):
        rows += [a] + [np.where(np.arange(k) == j, b, a) for j in range(k)] + [b]
    u = np.array(rows) * 2 * np.pi - np.pi
    y = np.sin(u[:, 0]) + (7 * np.sin(u[:, 1]) ** 2 if k > 1 else 0) + (0.1 * u[:, 2] ** 4 * np.sin(u[:, 0]) if k > 2 else 0) + 100
    problem = {"num_vars": k, "names": [f"x{j}" for j in range(k)], "bounds": [[0, 1]] * k}
    analysed = salib_sobol.analyze(problem, y, calc_second_order=False, num_resamples=2, seed=1)
    a, b, ab, _ = salib_sobol.separate_output_values((y - y.mean()) / y.std(), k, n, False)
    r = below(seed, n, n * resamples).reshape(n, resamples)
    z = scipy.stats.norm.ppf(0.975)
    out = []
    for j in range(k):
        first = z * salib_sobol.first_order(a[r], ab[r, j], b[r]).std(ddof=1)
        total = z * salib_sobol.total_order(a[r], ab[r, j], b[r]).std(ddof=1)
        out.append([float(v) for v in (analysed["S1"][j], first, analysed["ST"][j], total)])
    cases.append({"in": [[float(v) for v in y], k, resamples, seed], "out": out})
fixtures["sobol"] = cases

# Morris: SALib on trajectories of ours
cases = []
for r, k, resamples, seed in [(10, 3, 40, 11), (4, 1, 25, 2), (20, 6, 30, 1 << 35)]:
    rows = []
    for _ in range(r):
        up = made.integers(0, 2, k) == 1
        at = np.where(up, made.integers(0, 2, k), made.integers(2, 4, k)) / 3
        rows.append(at.copy())
        for j in made.permutation(k):
            at[j] += 2 / 3 if up[j] else -2 / 3
            rows.append(at.copy())
    x = np.round(np.array(rows) * 3) / 3
    y = x @ np.arange(1, k + 1) + 3 * x[:, 0] ** 2 + (x[:, 0] * x[:, -1]) + made.normal(0, 0.1, len(x))
    problem = {"num_vars": k, "names": [f"x{j}" for j in range(k)], "bounds": [[0, 1]] * k}
    analysed = salib_morris.analyze(problem, x, y, num_resamples=2, seed=1, num_levels=4)
    effects = salib_morris._compute_elementary_effects(x, y, k + 1, 2 / 3)
    index = below(seed, r, k * resamples * r).reshape(k, resamples, r)
    half = [scipy.stats.norm.ppf(0.975) * np.abs(effects[j][index[j]]).mean(axis=1).std(ddof=1) for j in range(k)]
    out = [[float(analysed["mu"][j]), float(analysed["mu_star"][j]), float(half[j]), float(analysed["sigma"][j])] for j in range(k)]
    cases.append({"in": [[float(v) for v in x.ravel()], k, [float(v) for v in y], resamples, seed], "out": out})
fixtures["morris"] = cases

pathlib.Path(__file__).with_name("fixtures.json").write_text(json.dumps(fixtures, indent=None, separators=(",", ":")).replace('{"in"', '\n{"in"') + "\n")

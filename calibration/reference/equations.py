"""The equations: right sides, parameters with their units, equilibria and trajectories.

In: parameters, a first state, infusions. Out: numpy arrays. Cells are counted in cells, times in
days. A trajectory ends as cleared where the tumour falls below one cell, which a continuous number
passes only on paper.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq, minimize_scalar

# Tumours below one cell are gone.
CLEARED = 1.0


@dataclass(frozen=True)
class Infusion:
    """Something given at a constant rate: from, to (days), rate a day."""

    start: float
    end: float
    rate: float


@dataclass(frozen=True)
class KirschnerPanetta:
    """Effectors E, tumour T, interleukin-2 I (Kirschner and Panetta 1998)."""

    c: float = 0.02  # antigenicity, 1/d
    mu2: float = 0.03  # loss of effectors, 1/d
    p1: float = 0.1245  # their growth by interleukin-2, 1/d
    g1: float = 2e7  # interleukin-2 at half of it
    r2: float = 0.18  # growth of the tumour, 1/d
    b: float = 1e-9  # inverse capacity
    a: float = 1.0  # killing, 1/d
    g2: float = 1e5  # tumour cells at half of the killing
    p2: float = 5.0  # interleukin-2 made, 1/d
    g3: float = 1e3  # tumour cells at half of it
    mu3: float = 10.0  # loss of interleukin-2, 1/d
    s1: float = 0.0  # effectors given, cells/d
    s2: float = 0.0  # interleukin-2 given, 1/d
    cells: tuple = ()  # effectors given for a time, besides s1
    il2: tuple = ()  # interleukin-2 given for a time, besides s2

    names = ("E", "T", "I")
    tumour = 1

    def rates(self, time, y):
        e, t, i = y
        return np.array([
            self.c * t - self.mu2 * e + self.p1 * e * i / (self.g1 + i) + self.s1
            + given(self.cells, time),
            self.r2 * t * (1 - self.b * t) - self.a * e * t / (self.g2 + t),
            self.p2 * e * t / (self.g3 + t) - self.mu3 * i + self.s2 + given(self.il2, time),
        ])

    def breaks(self):
        return breaks(self.cells + self.il2)

    def at_rest(self, t):
        """Effectors and interleukin-2 where a tumour of that size stands still."""
        e = self.r2 * (1 - self.b * t) * (self.g2 + t) / self.a
        i = (self.p2 * e * t / (self.g3 + t) + self.s2) / self.mu3
        return e, i

    def antigenicity(self, t):
        """The c at which a tumour of that size is an equilibrium."""
        e, i = self.at_rest(t)
        return (e * (self.mu2 - self.p1 * i / (self.g1 + i)) - self.s1) / t

    def fold(self):
        """(c, T) where the equilibrium near capacity ends."""
        found = minimize_scalar(
            lambda t: -self.antigenicity(t), bounds=(5e8, 9.999e8), method="bounded",
            options={"xatol": 1.0},
        )
        return -found.fun, found.x

    def equilibria(self):
        """All states with a living tumour that stand still, smallest tumour first."""
        grid = np.concatenate([np.logspace(0, 8.7, 4000), np.linspace(5.1e8, 9.9999e8, 4000)])
        return [
            np.array([self.at_rest(t)[0], t, self.at_rest(t)[1]])
            for t in roots(lambda t: self.antigenicity(t) - self.c, grid)
        ]

    def hopf(self):
        """The c above which the equilibrium of a small tumour is stable."""
        def growth(c):
            model = replace(self, c=c)
            return max(eigenvalues(model, model.equilibria()[0]).real)

        return brentq(growth, 0.02, 0.045, xtol=1e-10)


@dataclass(frozen=True)
class DePillis2005:
    """Tumour T, NK cells N, CTL L (de Pillis, Radunskaya and Wiseman 2005), mouse."""

    a: float = 0.514
    b: float = 1.02e-9
    c: float = 3.23e-7  # killing by NK cells, 1/(cell d)
    d: float = 5.8  # largest killing by CTL, 1/d
    lam: float = 1.36
    s: float = 0.25
    sigma: float = 1.3e4
    f: float = 0.0412
    g: float = 0.025
    h: float = 2.02e7
    j: float = 0.0374
    k: float = 2.02e7
    m: float = 0.02
    q: float = 3.42e-10
    p: float = 1e-7
    r: float = 1.1e-7

    names = ("T", "N", "L")
    tumour = 0

    def rates(self, _t, y):
        t, n, lytic = np.maximum(y, 0.0)
        killed = saturating(self.d, lytic, t, self.lam, self.s) * t
        return np.array([
            self.a * t * (1 - self.b * t) - self.c * n * t - killed,
            self.sigma - self.f * n + self.g * t * t / (self.h + t * t) * n - self.p * n * t,
            -self.m * lytic + self.j * killed * killed / (self.k + killed * killed) * lytic
            - self.q * lytic * t + self.r * n * t,
        ])

    def nk_at_rest(self):
        return self.sigma / self.f


# Sets fitted to mice primed with cells without or with the ligand, and challenged with either
# (first and second letter; the order of the columns is recalled, not checked). Cells with the
# ligand are killed faster by NK cells. No j was found for `ln`: the default stands.
LIGAND_C = 3.5e-6
DE_PILLIS_2005 = {
    "default": DePillis2005(),
    "nn": DePillis2005(d=1.43, lam=0.58, s=2.73, j=0.187),
    "nl": DePillis2005(d=3.60, lam=0.46, s=1.61, j=0.747, c=LIGAND_C),
    "ln": DePillis2005(d=3.51, lam=0.90, s=5.07),
    "ll": DePillis2005(d=7.17, lam=0.75, s=0.40, j=0.996, c=LIGAND_C),
}


def breaks(infusions):
    """Times at which something begins or ends."""
    return sorted({round(time, 9) for x in infusions for time in (x.start, x.end)})


@dataclass(frozen=True)
class DePillis2006:
    """Tumour T, NK cells N, CTL L, lymphocytes C, drug M, interleukin-2 I (de Pillis, Gu and
    Radunskaya 2006), human; infusions of CTL, drug and interleukin-2."""

    d: float
    ell: float
    s: float
    k: float
    m: float
    q: float
    p: float
    alpha: float
    beta: float
    a: float = 0.431
    b: float = 1.02e-9
    c: float = 6.41e-11
    e: float = 2.08e-7
    f: float = 0.0412
    g: float = 0.0125
    h: float = 2.02e7
    j: float = 0.0249
    r1: float = 1.1e-7
    r2: float = 6.5e-11
    u: float = 3e-10
    gamma: float = 0.9
    mu_i: float = 10.0
    p_i: float = 0.125
    g_i: float = 2e7
    kill_t: float = 0.9
    kill_cells: float = 0.6
    ctl: tuple = ()
    drug: tuple = ()
    il2: tuple = ()

    names = ("T", "N", "L", "C", "M", "I")
    tumour = 0

    def rates(self, time, y):
        t, n, lytic, c, m, i = np.maximum(y, 0.0)
        kill = saturating(self.d, lytic, t, self.ell, self.s)
        hit = 1 - np.exp(-m)
        killed = (kill * t) ** 2
        return np.array([
            self.a * t * (1 - self.b * t) - self.c * n * t - kill * t - self.kill_t * hit * t,
            self.e * c - self.f * n + self.g * t * t / (self.h + t * t) * n - self.p * n * t
            - self.kill_cells * hit * n,
            -self.m * lytic + self.j * killed / (self.k + killed) * lytic - self.q * lytic * t
            + (self.r1 * n + self.r2 * c) * t - self.u * n * lytic * lytic
            - self.kill_cells * hit * lytic + self.p_i * lytic * i / (self.g_i + i)
            + given(self.ctl, time),
            self.alpha - self.beta * c - self.kill_cells * hit * c,
            -self.gamma * m + given(self.drug, time),
            -self.mu_i * i + given(self.il2, time),
        ])

    def breaks(self):
        return breaks(self.ctl + self.drug + self.il2)


PATIENT_9 = DePillis2006(
    d=2.34, ell=2.09, s=0.0839, k=3.66e7, m=0.204, q=1.42e-6, p=3.42e-6, alpha=7.5e8, beta=0.012
)
PATIENT_10 = DePillis2006(
    d=1.88, ell=1.81, s=0.512, k=5.66e7, m=9.12, q=1.59e-6, p=3.59e-6, alpha=5e8, beta=0.008
)
# First NK cells, CTL and lymphocytes of a strong and a depleted host.
STRONG, DEPLETED = (1e5, 1e2, 6e10), (1e3, 10.0, 6e8)
# The treatments: CTL on day 7, six pulses of interleukin-2 from day 8 on (their length is not
# known: half of the 0.79 d between them), nine courses of the drug, three days of ten.
CTL_GIVEN = (Infusion(7.0, 8.0, 1e9),)
IL2_GIVEN = tuple(Infusion(8 + 0.79 * n, 8 + 0.79 * (n + 0.5), 5e6) for n in range(6))
DRUG_GIVEN = tuple(Infusion(10.0 * n, 10.0 * n + 3, 2.0) for n in range(9))
TREATMENTS = {
    "none": {},
    "chemo": {"drug": DRUG_GIVEN},
    "immuno": {"ctl": CTL_GIVEN, "il2": IL2_GIVEN},
    "both": {"drug": DRUG_GIVEN, "ctl": CTL_GIVEN, "il2": IL2_GIVEN},
}


@dataclass(frozen=True)
class Kuznetsov:
    """Effectors E, tumour T (Kuznetsov, Makalkin, Taylor and Perelson 1994): BCL1 lymphoma in
    chimeric mice."""

    s: float = 1.3e4  # effectors that come, cells/d
    p: float = 0.1245  # their growth, 1/d
    g: float = 2.019e7  # tumour cells at half of it
    m: float = 3.422e-10  # their loss by the tumour, 1/(cell d)
    d: float = 0.0412  # their turnover, 1/d
    a: float = 0.18  # growth of the tumour, 1/d
    b: float = 2.0e-9  # inverse capacity
    n: float = 1.101e-7  # killing, 1/(cell d)

    names = ("E", "T")
    tumour = 1

    def rates(self, _t, y):
        e, t = y
        return np.array([
            self.s + self.p * e * t / (self.g + t) - self.m * e * t - self.d * e,
            self.a * t * (1 - self.b * t) - self.n * e * t,
        ])

    def scaled(self, unit=1e6):
        """The seven scaled numbers, in units of so many cells, and of n T0 in time."""
        rate = self.n * unit
        return {
            "sigma": self.s / (rate * unit), "rho": self.p / rate, "eta": self.g / unit,
            "mu": self.m / self.n, "delta": self.d / rate, "alpha": self.a / rate,
            "beta": self.b * unit,
        }

    def equilibria(self):
        """A (no tumour), then those with a tumour, the smallest first."""
        def balance(t):
            e = self.a * (1 - self.b * t) / self.n
            return self.rates(0, (e, t))[0]

        found = [np.array([self.s / self.d, 0.0])]
        for t in roots(balance, np.logspace(3, np.log10(0.999999 / self.b), 8000)):
            found.append(np.array([self.a * (1 - self.b * t) / self.n, t]))
        return found


def saturating(most, lytic, tumour, power, half):
    """The killing of a tumour cell by CTL: d (L/T)^power / (s + (L/T)^power)."""
    if lytic <= 0:
        return 0.0
    ratio = (lytic / max(tumour, 1e-12)) ** power
    return most * ratio / (half + ratio)


def given(infusions, time):
    return sum(x.rate for x in infusions if x.start <= time < x.end)


def roots(function, grid):
    """Roots of a function between the points of a grid."""
    values = np.array([function(x) for x in grid])
    signs = np.flatnonzero(np.sign(values[1:]) * np.sign(values[:-1]) < 0)
    return [brentq(function, grid[i], grid[i + 1], xtol=1e-12, rtol=1e-13) for i in signs]


def jacobian(model, state):
    """By central differences."""
    columns = []
    for k, value in enumerate(state):
        step = 1e-6 * max(abs(value), 1.0)
        ahead, behind = np.array(state, float), np.array(state, float)
        ahead[k] += step
        behind[k] -= step
        columns.append((model.rates(0, ahead) - model.rates(0, behind)) / (2 * step))
    return np.array(columns).T


def eigenvalues(model, state):
    return np.linalg.eigvals(jacobian(model, state))


@dataclass(frozen=True)
class Course:
    """A trajectory: days, states, and the day on which the tumour fell below one cell, or none."""

    days: np.ndarray
    states: np.ndarray
    cleared: float | None


def course(model, start, days, ends_when_cleared=True, rtol=1e-9):
    """A trajectory from a first state. Integrated from break to break of what is given: between two
    of them nothing depends on the time, so the one in the middle stands for all."""
    def gone(_t, y):
        return y[model.tumour] - CLEARED

    gone.terminal, gone.direction = ends_when_cleared, -1
    ends = [end for end in getattr(model, "breaks", list)() if 0 < end < days] + [days]
    now, state, cleared = 0.0, np.array(start, float), None
    times, states = [np.array([0.0])], [state.reshape(1, -1)]
    for end in ends:
        found = solve_ivp(
            lambda _t, y, middle=(now + end) / 2: model.rates(middle, y), (now, end), state,
            method="LSODA", rtol=rtol, atol=1e-9, events=gone, max_step=1.0,
        )
        if not found.success:
            raise ArithmeticError(f"{type(model).__name__}: {found.message}")
        times.append(found.t[1:])
        states.append(found.y.T[1:])
        now, state = end, found.y[:, -1]
        if cleared is None and found.t_events[0].size:
            cleared = float(found.t_events[0][0])
        if cleared is not None and ends_when_cleared:
            break
    return Course(np.concatenate(times), np.concatenate(states), cleared)

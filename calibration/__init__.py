"""Calibration of il2sim against published experiments: one command, `calibration/run`.

In: `targets.toml` (which tests of which findings), `priors.toml` (which keys move, how far), the
program. Out: a bank of simulations, design points, emulators, a posterior, sets of values and
`docs/calibration.md`. What a step needs of an earlier one it reads from files: every step resumes.
"""

"""Ordinary differential equations of tumour and immunity, to which the program is held.

Four published models, written down from their equations and numbers (`equations`): Kirschner and
Panetta 1998, de Pillis, Radunskaya and Wiseman 2005, de Pillis, Gu and Radunskaya 2006, Kuznetsov,
Makalkin, Taylor and Perelson 1994. `held` compares the program in its well-mixed limit
(`site.stirred`) with equations, `rows` says what the published models give where an arm of a
finding has an analogue in them, and `page` writes docs/equations.md from both.

No SBML file is read. Two that are public carry the first model wrongly: BIOMD0000000732 of
BioModels, and the SBML of Caravagna's hybrid version as shipped. Both have the growth of effectors
by interleukin-2 as p1 E I / g1 (or p1 E I / (g1 I)) where the paper has p1 E I / (g1 + I): without
the saturation, effectors grow with every unit of interleukin-2, and neither the fold nor the Hopf
point lies where the paper has it (`tests/test_equations.py` shows it). Encodings of the other three
would bring nothing that their few lines here do not.
"""

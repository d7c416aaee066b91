"""Uncertain premises read literally: a draw is a model, and a chance is a sum over all draws.

Only the data classes of the model are used. Chances are exact fractions of the decimals written in
the model; combinations, subsets and permutations are all gone through one by one, so keep models
to a few premises and a few dozen states.
"""

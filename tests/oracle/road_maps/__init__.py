"""Road maps read set by set: the definitions, an enumeration of every path, and a checker.

`deal` alone reads a model of the library (and `random_deals` makes some); everything else works on
a `Deal`. Worths and patience are fractions, states are sets of measures, and nothing is fast: keep
deals to half a dozen measures.
"""

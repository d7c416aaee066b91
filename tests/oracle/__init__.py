"""A slow reading of the definitions, set by set, to compare the library with.

Nothing here imports the library. Every function follows the words of the definition it cites;
speed and memory do not count, so keep conflicts to a few dozen states.
"""

"""Sphinx configuration."""

from importlib.metadata import version as installed_version

project = "Standoff"
author = "The Standoff developers"
copyright = "2026, The Standoff developers"
version = release = installed_version("standoff")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.mathjax", "numpydoc"]
exclude_patterns = ["build", "benchmarks-table.md"]

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
numpydoc_show_class_members = False

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["wide.css"]
html_title = "Standoff"

"""Read and write model files; no analysis."""

from standoff.files.reader import from_plain
from standoff.files.schema import schema_text
from standoff.files.writer import digest, to_plain
from standoff.files.yaml import parse_yaml, read_yaml, write_yaml
from standoff.files.yaml import read_yaml as read

__all__ = [
    "digest",
    "from_plain",
    "parse_yaml",
    "read",
    "read_yaml",
    "schema_text",
    "to_plain",
    "write_yaml",
]

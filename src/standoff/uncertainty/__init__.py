"""How sure the answers are, and which premises they hang on."""

"""The demo world: districts, fictional people and dated facts, from which every figure of the demo is computed."""

"""Measures (меры): named querysets of facts. The value is how many there are, the drill-down is the rows themselves."""

from monitoring.measures import counts, evidence, people
from monitoring.measures.facts import NOWHERE, Branch, Facts
from monitoring.measures.registry import MEASURES, Key, Measure, Params, facts_by, measure_of

__all__ = ["MEASURES", "NOWHERE", "Branch", "Facts", "Key", "Measure", "Params", "counts", "evidence", "facts_by", "measure_of", "people"]

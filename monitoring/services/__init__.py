"""What we do: reports, targets and editions of passports, summaries."""

"""What we show: the self-assessment with its profile, and the teachers of the district."""

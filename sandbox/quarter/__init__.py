"""A simulated quarter (演练季度): a district's people act over the wire for sixty working days, counted twice."""

"""Who is told what after a step, by which card."""

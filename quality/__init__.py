"""数据质量报告: how timely and how well each party handled its cases, counted from the history alone (G5, M15)."""

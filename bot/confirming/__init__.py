"""Previews and summaries that wait for 确定 or 提交: what is typed to them."""

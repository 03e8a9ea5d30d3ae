"""Platform adapters: one package for each messaging platform and its protocol; only objection/app.py imports them."""

"""The wire: one package for each messaging platform; its words stop here, and app.py alone imports it."""

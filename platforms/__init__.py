"""The wire: one package for each messaging platform; its words stop here, and objection/app.py alone imports it."""

"""Archive of one ticket: one file that can be read, printed and verified offline, without this program (M5)."""

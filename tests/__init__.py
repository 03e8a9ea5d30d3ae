"""Tests of the program; each package of the program has a folder here, and so has each kind of whole-system test."""

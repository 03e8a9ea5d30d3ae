"""Tests of the acts of the law in the chat."""

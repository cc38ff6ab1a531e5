"""Measures the speed promises: `python3 build/bench.py`. Not part of the tests."""

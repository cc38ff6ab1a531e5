"""Thousands of polling cycles over servers that misbehave: nothing may grow.

`python -m tests.soak --cycles 10000` prints a table and ends with 1 where something grew; a short
run is among the ordinary tests. Linux only: it reads what the system knows of the process.
"""

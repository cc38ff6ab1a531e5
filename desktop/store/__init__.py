"""The SQLite store: the only truth. Functions of a connection, one small file per subject.

Only this package knows SQL. Every public function turns the world's troubles (locked, full,
read-only, corrupt) into `desktop.core.problems.StoreProblem`; any other error is a bug and passes.
"""

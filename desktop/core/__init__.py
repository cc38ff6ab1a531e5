"""Pure knowledge of the program: values, rules and functions of their arguments.

Nothing here reads the clock, a file, the network, the environment or a database,
and nothing outside the standard library is imported; import-linter enforces it.
Enums and numbers go out, never sentences: wording belongs to `desktop.wording` and the screens.
"""

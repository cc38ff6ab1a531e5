"""The parts of the Mentions tab: the rail, the list with its delegate, the detail, the actions.

What can be decided without Qt (texts, marks, ranges, rows of the rail) lies in modules of its own
that do not import it.
"""

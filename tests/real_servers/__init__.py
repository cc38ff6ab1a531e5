"""Tests against servers by others that take minutes to set up; not part of the ordinary run.

    python -m tests.real_servers.bluesky
    python -m tests.real_servers.wordpress

Each says what it needs, keeps everything in a folder of its own (`--folder`) and listens on the
machine itself only. The exit code is 0 when every check passed.
"""

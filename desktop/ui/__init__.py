"""The window. Only this package and `desktop.app` know Qt."""

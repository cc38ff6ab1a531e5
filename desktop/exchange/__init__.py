"""Files in and out: tables, feed lists, pasted text."""

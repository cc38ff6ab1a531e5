"""Small building blocks of the screens, without knowledge of what they show."""

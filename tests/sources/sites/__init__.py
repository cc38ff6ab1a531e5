"""Sites of networks for tests, each behaving as its network's documents say."""

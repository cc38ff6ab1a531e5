"""First Hour: notices a shop's reputation crisis early and leads the team through it."""

__version__ = "0.1.0"

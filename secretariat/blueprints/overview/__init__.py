"""Overview: lists of texts, a country's page, when texts came, and letters to whoever stands on a list."""

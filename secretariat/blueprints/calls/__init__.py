"""/calls: what is asked of the countries and by when; writing, opening and steering a call."""

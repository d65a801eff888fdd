"""/meetings/<slug>/packets: ordering, following, publishing and reading a meeting's packet."""

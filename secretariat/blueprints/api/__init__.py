"""/api/v1: what pages show and do, for programs, under the same policy."""

"""SHOW: HTTP only, one package per place: load, ask, do, answer."""

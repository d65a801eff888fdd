"""The blueprint of what machines ask."""

from flask import Blueprint

bp = Blueprint("health", __name__)

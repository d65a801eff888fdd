"""The blueprint of what is sent and of what came in."""

from flask import Blueprint

bp = Blueprint("messages", __name__, url_prefix="/messages")
ROWS = 25

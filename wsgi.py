"""The application object, for any WSGI server."""

from secretariat.app import create_app

app = create_app()

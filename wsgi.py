"""The application object, for any WSGI server."""

import sys

from secretariat.app import create_app
from secretariat.errors import Misconfigured

# What gunicorn takes as 'the application cannot be loaded': it ends, instead of trying again for ever.
NO_APPLICATION = 4

try:
    app = create_app()
except Misconfigured as error:
    sys.stderr.write(f"Error: {error}\n")
    sys.exit(NO_APPLICATION)

"""The ASGI application, for uvicorn or any other server."""

import warnings

from django.core.asgi import get_asgi_application

from recepisse.site.demarrage import preparer

# WhiteNoise hands static files over as plain iterators; they are small, and Django's warning would stand
# in the terminal of whoever starts the server.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

preparer()
application = get_asgi_application()

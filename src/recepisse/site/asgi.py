"""The ASGI application, for uvicorn or any other server."""

from django.core.asgi import get_asgi_application

from recepisse.site.demarrage import preparer

preparer()
application = get_asgi_application()

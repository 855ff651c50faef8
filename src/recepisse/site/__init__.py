"""Django settings, addresses of the pages and ASGI entry point, all derived from ``Reglages``."""

"""ASGI layer before pages and callbacks: request buffering, liveness and readiness, disconnects."""

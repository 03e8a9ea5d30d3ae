"""What every HTTP request passes before a page or a platform's callback: buffering, health probes, disconnects."""

"""The rehearsal's page: seven phones side by side, clock control, fault injection."""

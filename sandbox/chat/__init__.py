"""The rehearsal's page: seven phones side by side, a clock to move, faults to order."""

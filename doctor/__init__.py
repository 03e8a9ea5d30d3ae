"""What `objection doctor` looks at: each check answers with findings and never with a trace."""

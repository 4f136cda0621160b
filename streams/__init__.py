"""What happens to an event: stages, rules, channels, state."""

"""Ways in. Doors are thin: they call use cases and show what comes back."""

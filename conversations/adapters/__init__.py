"""What conversations ask of other programs."""

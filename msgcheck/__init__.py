"""msgcheck finds claims that contradict each other and terminology that drifts."""

__version__ = "0.1.0"

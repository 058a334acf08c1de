"""`python -m muniment`."""

from muniment.doors.cli.main import run

if __name__ == "__main__":  # helper processes import this module anew and must not run it
    run()

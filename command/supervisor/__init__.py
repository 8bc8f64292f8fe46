"""What `make run` starts: the embedded services and the processes of the Procfile, kept alive and stopped together.

Standard library only, and no Django: it runs before anything is installed, under the system's own Python.
"""

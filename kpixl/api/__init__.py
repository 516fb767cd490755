"""The library: what the commands do, for scripts. `import kpixl` loads none of it before it is asked for."""

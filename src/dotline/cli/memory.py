"""How much memory a process took, read off the kernel."""

from pathlib import Path


def peak_megabytes(process: int) -> float:
    """Peak resident memory (MB) of a process or one of its children, whichever is more; 0 where /proc is missing."""
    peak = 0.0
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            pairs = (line.split(":", 1) for line in path.read_text().splitlines() if ":" in line)
            status = {name: value.strip() for name, value in pairs}
        except OSError:
            continue
        if str(process) in {path.parent.name, status.get("PPid", "")}:
            peak = max(peak, int(status.get("VmHWM", "0 kB").split()[0]) / 1000)
    return peak

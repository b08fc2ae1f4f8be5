"""Folders of reports that tests fill."""

from pathlib import Path

from tests.deployments.conftest import ROOT

SAMPLES = ROOT / "deployments" / "samples" / "annual_reports"


def copies(folder: Path, *names: str) -> Path:
    """A folder of readable reports, no two of the same bytes."""
    for number, name in enumerate(names):
        path = folder / f"{name}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((SAMPLES / "brf_alkarret.pdf").read_bytes() + b"\n%% %d\n" % number)
    return folder

"""Style sheets, scripts and Bootstrap, gathered once into a folder that is named after their content.

So a browser may keep them for ever, and a new release is a new address. Each is packed beforehand.
"""

import gzip
import hashlib
import os
import shutil
from pathlib import Path

import flask_bootstrap

OWN = Path(__file__).parent / "static"
BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static/bootstrap5/css/bootstrap.min.css"
PACKED = {".css", ".js", ".svg"}


def gather(target: Path) -> tuple[str, Path]:
    """Return the digest of all assets and the folder that holds them, making it where it is not there yet."""
    sources = {str(path.relative_to(OWN)): path for path in sorted(OWN.rglob("*")) if path.is_file()}
    sources["vendor/bootstrap.min.css"] = BOOTSTRAP
    digest = hashlib.sha256()
    for name, path in sources.items():
        digest.update(name.encode() + b"\0" + path.read_bytes())
    folder = target / digest.hexdigest()[:12]
    if not folder.is_dir():
        making = target / f".{folder.name}-{os.getpid()}"
        for name, path in sources.items():
            _copy(path, making / name)
        try:
            making.rename(folder)
        except OSError:  # another process was faster
            shutil.rmtree(making)
    return folder.name, folder


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    content = source.read_bytes()
    if source == BOOTSTRAP:
        # The map is not shipped; a browser that looks for it would only find an error.
        content = content.replace(b"/*# sourceMappingURL=bootstrap.min.css.map */", b"")
    target.write_bytes(content)
    if source.suffix in PACKED:
        target.with_name(target.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))

"""Has PyTorch 1.13.1 run the programs of this folder: `/usr/bin/python3 golden.py [AREA...]` rewrites each AREA.out.

A program begins with a line `### NAME` and what prelude.py holds, and has a process of its own. Addresses are left out.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
prelude = (here / "prelude.py").read_text()
for area in sorted(here.glob("*.py")):
    if area.stem in ("golden", "prelude") or len(sys.argv) > 1 and area.stem not in sys.argv:
        continue
    parts = re.split(r"^### (\w+)\n", area.read_text(), flags=re.M)
    printed = ""
    with tempfile.TemporaryDirectory() as folder:
        for name, program in zip(parts[1::2], parts[2::2]):
            (pathlib.Path(folder) / "rules.py").write_text(prelude + program)
            ran = subprocess.run([sys.executable, "rules.py"], cwd=folder, capture_output=True, text=True)
            text = re.sub(r" \(Triggered internally at .*\)", "", ran.stdout)
            text = re.sub(r" +\n", "\n", re.sub(r"0x[0-9a-f]+", "0xADDR", text))
            printed += f"### {name}\n{text}"
            if ran.returncode:
                print(area.stem, name, ran.stderr.splitlines()[-1])
    area.with_suffix(".out").write_text(printed)

"""yangcli (yuma123) as a client of vigie-netconf, and the modules as it can read them.

yangcli 2.13 reads YANG 1.0 and some of 1.1.  Of ours it can read all but two things, which prepare()
does for it in a folder of its own: a module's submodules stand in the module, for to yangcli a
submodule cannot use what the module or another submodule defines; and ietf-alarms is its one identity
that our modules use, for it knows no notification inside a list.  Data of ietf-alarms comes as it comes.

A script ends at its first error, whoever tells it, and yangcli's exit status is always 0: what came of
each command is read from what it prints.

  yangcli.py FOLDER      writes the modules there
"""
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "build/peers"
STOCK = Path("/usr/share/yuma/modules")
STUB = """module ietf-alarms {
  yang-version 1.1;
  namespace "urn:ietf:params:xml:ns:yang:ietf-alarms";
  prefix al;
  revision 2019-09-11;
  identity alarm-type-id;
}
"""
OWN = "vigie-cases", "vigie-collector", "vigie-tree", "notifications"
REPLY = re.compile(r"^RPC (OK|Data|Error) Reply (\d+) for session \d+:\n", re.M)


def parts(text):
    """The imports and the body of a submodule, whose head ends with its revision."""
    imports = re.findall(r"^  import [\w-]+ \{\n(?:    .*\n)+  \}\n", text, re.M)
    head = list(re.finditer(r"^  revision .*?^  \}\n", text, re.M | re.S))[-1]
    return imports, text[head.end():].rstrip().removesuffix("}")


def whole(path):
    """The text of a module with its submodules inside."""
    text = path.read_text()
    for name in re.findall(r"^  include ([\w-]+);\n", text, re.M):
        imports, body = parts((path.parent / f"{name}.yang").read_text())
        text = text.replace(f"  include {name};\n", "")
        for one in imports:
            if one not in text:
                text = re.sub(r"^  prefix .*\n", lambda m, one=one: f"{m[0]}\n{one}", text, count=1,
                              flags=re.M)
        text = f"{text.rstrip().removesuffix('}')}{body}}}\n"
    return text


def prepare(folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((ROOT / "yang").glob("*.yang")):
        if not path.read_text().startswith("submodule"):
            (folder / path.name).write_text(whole(path))
    (folder / "ietf-alarms@2019-09-11.yang").write_text(STUB)
    return folder


class Reply:
    """What came of one command: 'kind' is OK, Data, Error or, when nothing was sent, Refused."""

    def __init__(self, command, kind, text):
        self.command, self.kind, self.text = command, kind, text

    def field(self, name):
        found = re.search(rf"<{name}\b[^>]*>(.*?)</{name}>", self.text, re.S)
        return found and found[1]


class Yangcli:
    """Sessions of the users of a door (ncdoor.NcDoor with sshd), one a script."""

    def __init__(self, door):
        self.door, self.said = door, ""
        self.home = door.folder / "yangcli"
        prepare(self.home / "modules")

    @property
    def words(self):
        lib = PEERS / "usr/lib" / f"{os.uname().machine}-linux-gnu"
        program = PEERS / "usr/bin/yangcli"
        return (["env", f"HOME={self.home}", f"LD_LIBRARY_PATH={lib}",
                 str(program if program.exists() else "yangcli"), f"--server={self.door.host}",
                 f"--ncport={self.door.port}", "--password=none",
                 f"--private-key={self.door.folder}/user",
                 f"--public-key={self.door.folder}/user.pub",
                 f"--modpath={self.home}/modules:{STOCK}", "--batch-mode", "--autoload=false",
                 "--display-mode=xml",
                 "--autohistory=false", "--autoaliases=false", "--autouservars=false"])

    def run(self, *commands, user="alice", modules=OWN):
        """Runs the commands in a session of the user; a Reply for each that was reached."""
        script = self.home / "script"
        loads = [f"mgrload module={m}" for m in modules]
        script.write_text("".join(f"{c}\n" for c in [*loads, *commands]))
        done = subprocess.run([*self.words, f"--user={user}", f"--run-script={script}",
                               "--echo-requests=true"],
                              capture_output=True, timeout=60, stdin=subprocess.DEVNULL,
                              cwd=self.home, check=False)
        self.said = (done.stdout + done.stderr).decode(errors="replace")
        for module in modules:
            assert f"Load module '{module}' OK" in self.said or \
                f"Module '{module}'" in self.said, self.said
        return self.replies(commands)

    def replies(self, commands):
        found = list(REPLY.finditer(self.said))
        ends = [self.said.find("\nRPC Request", m.end()) for m in found]
        texts = [self.said[m.end():e if e > 0 else None] for m, e in zip(found, ends)]
        made = [Reply(c, m[1], t) for c, m, t in zip(commands, found, texts)]
        if commands[-1] == "close-session" and len(made) == len(commands) - 1:
            # The door is quicker than it reads: it prints what came as it came.
            last = self.said[ends[-1]:] if ends else self.said
            made.append(Reply(commands[-1], "OK" if "><ok/></rpc-reply>" in last else "Refused", last))
        if len(made) < len(commands) and (not made or made[-1].kind != "Error"):
            last = self.said[ends[-1] if ends and ends[-1] > 0 else found[-1].end() if found else 0:]
            made.append(Reply(commands[len(made)], "Refused", last))
        return made


if __name__ == "__main__":
    prepare(sys.argv[1])

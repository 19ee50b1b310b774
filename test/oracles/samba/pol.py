"""Registry.pol as Samba packs and unpacks it: one JSON question a line in, one answer a line out.

["pack", [[key, name, type, data]]] -> base64      data: a number, a text, or {"b64": bytes}
["unpack", base64] -> [[key, name, type, data]]
["backup", base64] -> base64                       through the XML in which samba-tool gpo backup keeps it
"""
import base64
import json
import os
import sys
import tempfile
from xml.etree.ElementTree import parse

from samba.dcerpc import preg
from samba.gp_parse.gp_pol import GPPolParser
from samba.ndr import ndr_pack, ndr_unpack


def entry(key, name, kind, data):
    made = preg.entry()
    made.keyname = key
    made.valuename = name
    made.type = kind
    made.data = base64.b64decode(data["b64"]) if isinstance(data, dict) else data
    return made


def pack(entries):
    made = preg.file()
    made.header.signature = "PReg"
    made.header.version = 1
    made.entries = [entry(*e) for e in entries]
    made.num_entries = len(entries)
    return base64.b64encode(ndr_pack(made)).decode()


def shown(data):
    return {"b64": base64.b64encode(data).decode()} if isinstance(data, bytes) else data


def unpack(text):
    read = ndr_unpack(preg.file, base64.b64decode(text))
    return [[e.keyname, e.valuename, e.type, shown(e.data)] for e in read.entries]


def backup(text):
    folder = tempfile.mkdtemp()
    xml, pol = os.path.join(folder, "pol.xml"), os.path.join(folder, "pol")
    try:
        before = GPPolParser()
        before.parse(base64.b64decode(text))
        before.write_xml(xml)
        after = GPPolParser()
        after.load_xml(parse(xml).getroot())
        after.write_binary(pol)
        with open(pol, "rb") as f:
            return base64.b64encode(f.read()).decode()
    finally:
        for path in (xml, pol):
            if os.path.exists(path):
                os.remove(path)
        os.rmdir(folder)


CALLS = {"pack": pack, "unpack": unpack, "backup": backup}

for line in sys.stdin:
    call, argument = json.loads(line)
    try:
        print(json.dumps({"ok": CALLS[call](argument)}), flush=True)
    except Exception as fault:
        print(json.dumps({"fault": repr(fault)}), flush=True)

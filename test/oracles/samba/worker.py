"""Works on the directory of one domain controller: a JSON object a line in, one a line out.

It stays open so that a thousand small changes and questions do not each start Samba's Python modules.
"""

import base64
import io
import json
import sys

import ldb
from samba import gpo
from samba.auth import system_session
from samba.credentials import MUST_USE_KERBEROS, Credentials
from samba.dcerpc import security
from samba.ndr import ndr_pack
from samba.netcmd.gpo import cmd_list
from samba.param import LoadParm
from samba.samdb import SamDB


SCOPES = {"base": ldb.SCOPE_BASE, "one": ldb.SCOPE_ONELEVEL, "sub": ldb.SCOPE_SUBTREE}


def encode(value):
    return base64.b64encode(value).decode("ascii")


class Remote(SamDB):
    """cmd_list asks `'computer' in msg['objectClass']` of bytes, which is never so: every computer is a user to it."""

    def search(self, *args, **kwargs):
        found = super().search(*args, **kwargs)
        if kwargs.get("attrs") != ["objectClass"]:
            return found
        return [{"objectClass": [str(value) for value in message["objectClass"]]} for message in found]


class Worker:
    def __init__(self, start):
        self.lp = LoadParm()
        self.lp.load(start["conf"])
        self.local = SamDB(url=start["database"], session_info=system_session(), lp=self.lp)
        self.start = start
        self.remote = None
        self.ads = None

    def credentials(self):
        creds = Credentials()
        creds.guess(self.lp)
        creds.set_username(self.start["administrator"])
        creds.set_password(self.start["password"])
        creds.set_domain(self.start["netbios"])
        creds.set_realm(self.start["realm"])
        return creds

    def ldif(self, text, controls=()):
        """Applies change records in one transaction."""
        self.local.transaction_start()
        try:
            for change, message in self.local.parse_ldif(text):
                self.change(change, message, list(controls))
        except BaseException:
            self.local.transaction_cancel()
            raise
        self.local.transaction_commit()

    def change(self, change, message, controls):
        if change == ldb.CHANGETYPE_DELETE:
            self.local.delete(message.dn, controls=controls + ["tree_delete:1"])
        elif change == ldb.CHANGETYPE_MODIFY:
            self.local.modify(message, controls=controls)
        else:
            self.local.add(message, controls=controls)

    def descriptors(self, texts):
        """SDDL to base64 of the binary form."""
        sid = security.dom_sid(self.local.get_domain_sid())
        packed = [ndr_pack(security.descriptor.from_sddl(text, sid)) for text in texts]
        return [encode(one) for one in packed]

    def sids(self, dns):
        """SIDs of objects, in the order of their names."""
        found = []
        for dn in dns:
            message = self.local.search(dn, ldb.SCOPE_BASE, attrs=["objectSid"])[0]
            found.append(self.local.schema_format_value("objectSid", message["objectSid"][0]).decode("ascii"))
        return found

    def entries(self, base, scope, expression, attributes):
        """DN and values (base64) of what a search finds, owner, group and DACL among them."""
        try:
            found = self.local.search(base, SCOPES[scope], expression, attributes, controls=["sd_flags:1:7"])
        except ldb.LdbError as fault:
            if fault.args[0] == ldb.ERR_NO_SUCH_OBJECT:
                return []
            raise
        return [
            [str(message.dn), {name: [encode(value) for value in message[name]] for name in message if name != "dn"}]
            for message in found
        ]

    def token_sids(self, dn):
        """SIDs of an account and of all groups that hold it."""
        message = self.local.search(dn, ldb.SCOPE_BASE, attrs=["objectSid", "tokenGroups"])[0]
        values = [message["objectSid"][0], *message["tokenGroups"]]
        return [self.local.schema_format_value("objectSid", value).decode("ascii") for value in values]

    def tool_list(self, accounts):
        """`samba-tool gpo list` for each account, over one connection. GUIDs, in the order it prints them."""
        if self.remote is None:
            url = "ldap://" + self.start["host"]
            self.remote = Remote(url=url, session_info=system_session(), credentials=self.credentials(), lp=self.lp)
        return [self.tool_list_one(account) for account in accounts]

    def tool_list_one(self, account):
        worker = self

        class Command(cmd_list):
            def samdb_connect(self):
                self.samdb = worker.remote

        class Sambaopts:
            def get_loadparm(self):
                return worker.lp

        class Credopts:
            def get_credentials(self, lp, fallback_machine=False):
                return worker.credentials()

        out = io.StringIO()
        command = Command(outf=out, errf=out)
        command.run(account, H="ldap://" + self.start["host"], sambaopts=Sambaopts(), credopts=Credopts())
        lines = out.getvalue().split("\n")
        return [line.split(" ")[-1] for line in lines if line.startswith("    ")]

    def client_list(self, accounts):
        """libgpo's ads_get_gpo_list for each account, names in the order it applies them."""
        if self.ads is None:
            creds = self.credentials()
            creds.set_kerberos_state(MUST_USE_KERBEROS)
            self.ads = gpo.ADS_STRUCT(self.start["host"], self.lp, creds)
            if not self.ads.connect():
                raise RuntimeError("no connection")
        lists = []
        for account in accounts:
            lists.append([one.name for one in self.ads.get_gpo_list(account)])
        return lists


def main():
    worker = Worker(json.loads(sys.stdin.readline()))
    answer = {"ok": None}
    while True:
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            return
        question = json.loads(line)
        try:
            answer = {"ok": getattr(worker, question["call"])(*question["args"])}
        except Exception as fault:  # what went wrong is the answer
            answer = {"fault": repr(fault)}


main()

"""Loads rules into the kernel and hands it packets. Runs as root in network and mount namespaces of its own.

One JSON object a line comes in, one goes out. It knows nothing of packets but where they go in and come out:
the tests build them and read what came out of them (packets.ts).

    {"op": "ports", "ports": [{"name", "addresses", "routes"}]}     TUN devices, from now on
    {"op": "nft", "text"}                                           -> {"json"}: as nft itself lists it
    {"op": "iptables", "v4", "v6", "sets"}                          -> {"saved", "sets"}: as iptables-save lists it
    {"op": "send", "packets": [[port, base64, forget]]}             -> {"out": [[[port, base64], ...], ...]}

Netfilter works within the write to a TUN device, so that what comes of a packet can be read at once. Packets that the
machine itself takes in come out of a port without a name: the last chain of the input hook logs them to us (NFLOG).
"""
import base64
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys

NFNL_SUBSYS_CTNETLINK = 1
NFNL_SUBSYS_ULOG = 4
NLM_F_REQUEST, NLM_F_ACK = 1, 4
LOG_GROUP = 77

TUNSETIFF = 0x400454CA
IFF_TUN_NO_PI = 0x1001

SELF = """
table inet uchibori_self {
  chain last { type filter hook input priority 2147483647; log group %d; }
}
""" % LOG_GROUP

SETTINGS = {
    'net/ipv4/ip_forward': 1,
    'net/ipv6/conf/all/forwarding': 1,
    'net/ipv4/conf/all/rp_filter': 0,
    'net/ipv4/conf/default/rp_filter': 0,
    'net/ipv4/conf/all/send_redirects': 0,
    'net/ipv4/conf/default/send_redirects': 0,
    'net/ipv4/conf/all/accept_local': 1,
    'net/ipv4/icmp_ratelimit': 0,
    'net/ipv4/icmp_ratemask': 0,
    'net/ipv4/icmp_msgs_per_sec': 10000000,
    'net/ipv4/icmp_msgs_burst': 10000000,
    'net/ipv4/icmp_echo_ignore_broadcasts': 0,
    'net/ipv6/icmp/ratelimit': 0,
    'net/netfilter/nf_conntrack_tcp_loose': 0,
}


def setting(path, value):
    try:
        with open('/proc/sys/' + path, 'w') as file:
            file.write(str(value))
    except OSError:
        pass


def run(*command, text=None):
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(' '.join(command) + ': ' + (done.stderr or done.stdout).strip()[:600])
    return done.stdout


class Netlink:
    """The part of nfnetlink that empties conntrack and receives logged packets."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
        self.socket.bind((0, 0))
        self.number = 0

    def ask(self, kind, family, resource, attributes=b''):
        self.number += 1
        body = struct.pack('>BBH', family, 0, resource) + attributes
        head = struct.pack('=IHHII', 16 + len(body), kind, NLM_F_REQUEST | NLM_F_ACK, self.number, 0)
        self.socket.send(head + body)
        while True:
            answer = self.socket.recv(65536)
            kind_of_answer, = struct.unpack_from('=H', answer, 4)
            if kind_of_answer == 2:
                code, = struct.unpack_from('=i', answer, 16)
                if code < 0 and code != -2:
                    raise RuntimeError('netlink: ' + os.strerror(-code))
                return


def attribute(kind, data):
    padding = b'\0' * (-len(data) % 4)
    return struct.pack('=HH', 4 + len(data), kind) + data + padding


def open_log():
    """A socket on which every packet that the input hook lets through arrives whole."""
    log = Netlink()
    config = (NFNL_SUBSYS_ULOG << 8) | 1
    log.ask(config, 0, LOG_GROUP, attribute(1, b'\1'))
    log.ask(config, 0, LOG_GROUP, attribute(2, struct.pack('>IBB', 65535, 2, 0)))
    log.ask(config, 0, LOG_GROUP, attribute(5, struct.pack('>I', 1)))
    log.socket.setblocking(False)
    return log.socket


def logged(data):
    """Payloads (attribute 9) of the packets in one read."""
    at = 0
    while at + 20 <= len(data):
        length, kind = struct.unpack_from('=IH', data, at)
        if kind >> 8 == NFNL_SUBSYS_ULOG:
            inner = at + 20
            while inner + 4 <= at + length:
                size, name = struct.unpack_from('=HH', data, inner)
                if name & 0x7FFF == 9:
                    yield data[inner + 4:inner + size]
                inner += (size + 3) & ~3
        at += (length + 3) & ~3


class World:
    def __init__(self):
        for path, value in SETTINGS.items():
            setting(path, value)
        run('ip', 'link', 'set', 'lo', 'up')
        self.ports = {}
        self.tracking = Netlink()
        self.log = open_log()

    def open_port(self, port):
        name = port['name']
        device = os.open('/dev/net/tun', os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(device, TUNSETIFF, struct.pack('16sH22s', name.encode(), IFF_TUN_NO_PI, b''))
        self.ports[name] = device
        setting(f'net/ipv4/conf/{name}/rp_filter', 0)
        setting(f'net/ipv6/conf/{name}/addr_gen_mode', 1)
        setting(f'net/ipv6/conf/{name}/accept_dad', 0)
        setting(f'net/ipv6/conf/{name}/router_solicitations', 0)
        for address in port['addresses']:
            run('ip', 'address', 'add', address, 'dev', name, *(['nodad'] if ':' in address else []))
        run('ip', 'link', 'set', name, 'up')
        for route in port['routes']:
            run('ip', '-6' if ':' in route else '-4', 'route', 'replace', route, 'dev', name)

    def set_ports(self, ports):
        for device in self.ports.values():
            os.close(device)
        self.ports = {}
        for port in ports:
            self.open_port(port)

    def forget(self):
        self.tracking.ask((NFNL_SUBSYS_CTNETLINK << 8) | 2, 0, 0)

    def clear(self):
        run('nft', 'flush', 'ruleset')
        run('ipset', 'flush')
        self.forget()

    def nft(self, text):
        self.clear()
        run('nft', '-f', '-', text=text)
        listed = run('nft', '-j', 'list', 'ruleset')
        run('nft', '-f', '-', text=SELF)
        return {'json': listed}

    def iptables(self, v4, v6, sets):
        self.clear()
        if sets:
            run('ipset', '-exist', 'restore', text=sets)
        saved = []
        for program, text in (('iptables', v4), ('ip6tables', v6)):
            if text is not None:
                run(program + '-restore', text=text)
                saved.append(run(program + '-save', '-c'))
        run('nft', '-f', '-', text=SELF)
        return {'saved': ''.join(saved), 'sets': run('ipset', 'save')}

    def come_out(self):
        out = []
        for name, device in self.ports.items():
            while True:
                try:
                    out.append((name, os.read(device, 65536)))
                except BlockingIOError:
                    break
        while True:
            try:
                out.extend(('', payload) for payload in logged(self.log.recv(262144)))
            except BlockingIOError:
                return out

    def send(self, packets):
        answers = []
        for port, data, forget in packets:
            if forget:
                self.forget()
            self.come_out()
            try:
                os.write(self.ports[port], base64.b64decode(data))
            except OSError as error:
                raise RuntimeError(f'{port} takes no packet: {error}')
            answers.append([(name, base64.b64encode(out).decode()) for name, out in self.come_out()])
        return {'out': answers}

    def answer(self, asked):
        op = asked.pop('op')
        if op == 'ports':
            self.set_ports(asked['ports'])
            return {}
        return {'nft': self.nft, 'iptables': self.iptables, 'send': self.send}[op](**asked)


def main():
    world = World()
    print('{}', flush=True)
    for line in sys.stdin:
        try:
            answer = world.answer(json.loads(line))
        except RuntimeError as fault:
            answer = {'fault': str(fault)}
        print(json.dumps(answer), flush=True)


main()

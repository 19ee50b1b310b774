"""regcomp and regexec of this machine's C library: JSON lines in, JSON lines out.

In: [pattern, caseless, [text, ...]]. Out: null where regcomp refuses the pattern, else one 0 or 1 for each text.
A few patterns take the library hours or bring it down: the process then ends, and whoever asks goes on with a new one.
"""
import ctypes
import json
import resource
import signal
import sys

EXTENDED, ICASE, NOSUB = 1, 2, 8

libc = ctypes.CDLL("libc.so.6")
libc.gnu_get_libc_version.restype = ctypes.c_char_p
# Python takes the locale of its surroundings for characters; Squid takes none.
libc.setlocale(6, b"C")
libc.regcomp.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
libc.regexec.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_int]
libc.regfree.argtypes = [ctypes.c_void_p]


def answer(pattern, caseless, texts):
    # regex_t takes 64 bytes on 64-bit machines.
    compiled = ctypes.create_string_buffer(256)
    flags = EXTENDED | NOSUB | (ICASE if caseless else 0)
    if libc.regcomp(compiled, pattern.encode(), flags) != 0:
        return None
    found = [int(libc.regexec(compiled, text.encode(), 0, None, 0) == 0) for text in texts]
    libc.regfree(compiled)
    return found


print(libc.gnu_get_libc_version().decode(), flush=True)
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
for line in sys.stdin:
    signal.alarm(3)
    print(json.dumps(answer(*json.loads(line))), flush=True)

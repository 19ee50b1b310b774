/**
 * This machine's kernel as an oracle: what netfilter really does with packets under rules of nftables or iptables. It runs
 * in network and mount namespaces of its own, so that nothing of it leaves them; it needs root, as rule sets of some size
 * do not fit into what others may ask of the kernel.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';

/** A TUN device; routes are prefixes that lie behind it. */
export interface OraclePort {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly routes: readonly string[];
}

/** What came out: by which port, or (`''`) into the machine itself. */
export type Emerged = readonly [port: string, packet: Uint8Array];

export interface Sent {
  readonly port: string;
  readonly packet: Uint8Array;
  /** Whether earlier packets are forgotten first. */
  readonly forget: boolean;
}

export interface NetfilterOracle {
  readonly ports: (ports: readonly OraclePort[]) => Promise<void>;
  /** The rules as nft lists them in JSON, or why the kernel refuses them. */
  readonly nft: (text: string) => Promise<{ readonly json: string } | { readonly fault: string }>;
  readonly iptables: (rules: {
    readonly v4: string | null;
    readonly v6: string | null;
    readonly sets: string;
  }) => Promise<{ readonly saved: string; readonly sets: string } | { readonly fault: string }>;
  /** One after the other, in order. */
  readonly send: (packets: readonly Sent[]) => Promise<readonly (readonly Emerged[])[]>;
  readonly stop: () => Promise<void>;
}

const UNSHARE = ['-n', '-m', '--'] as const;
const DRIVER = path.join(import.meta.dirname, 'netfilter/driver.py');

function tried(command: string, args: readonly string[]): string | null {
  try {
    execFileSync(command, args, { stdio: 'pipe' });
    return null;
  } catch (thrown) {
    return `${command} cannot run here: ${String(thrown).split('\n')[0]}`;
  }
}

/** Why there is no oracle on this machine; null: there is one. */
export function noNetfilterOracle(): string | null {
  if (process.getuid?.() !== 0) return 'only root may ask the kernel about rules of some size';
  const tools = ['nft', 'iptables-restore', 'ip6tables-restore', 'ipset', 'ip', 'python3'];
  const missing = tools.find((tool) => tried('which', [tool]) !== null);
  if (missing) return `${missing} is not installed`;
  return (
    tried('unshare', [...UNSHARE, 'nft', 'list', 'ruleset']) ??
    tried('unshare', [...UNSHARE, 'ip', 'tuntap', 'add', 'dev', 'probe', 'mode', 'tun'])
  );
}

const start = (): ChildProcess =>
  spawn('unshare', [...UNSHARE, 'python3', DRIVER], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, XTABLES_LOCKFILE: `/tmp/uchibori-xtables-${process.pid}` },
  });

type Answer = Readonly<Record<string, unknown>>;

export async function openNetfilterOracle(): Promise<NetfilterOracle> {
  const child = start();
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error('no pipes');
  const lines = readline.createInterface({ input: stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Answer> => {
    const line = await lines.next();
    if (line.done) throw new Error('the oracle ended');
    return JSON.parse(line.value);
  };
  const ask = (question: object): Promise<Answer> => {
    stdin.write(`${JSON.stringify(question)}\n`);
    return next();
  };
  const sure = async (question: object): Promise<Answer> => {
    const answer = await ask(question);
    if (typeof answer.fault === 'string') throw new Error(answer.fault);
    return answer;
  };
  await next();
  return {
    ports: async (ports) => {
      await sure({ op: 'ports', ports });
    },
    nft: async (text) => (await ask({ op: 'nft', text })) as { json: string },
    iptables: async (rules) => (await ask({ op: 'iptables', ...rules })) as { saved: string; sets: string },
    send: async (packets) => {
      const wire = packets.map((p) => [p.port, Buffer.from(p.packet).toString('base64'), p.forget]);
      const { out } = await sure({ op: 'send', packets: wire });
      return (out as readonly (readonly (readonly [string, string])[])[]).map((one) =>
        one.map(([port, data]) => [port, Buffer.from(data, 'base64')] as const),
      );
    },
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      stdin.end();
      await gone;
    },
  };
}

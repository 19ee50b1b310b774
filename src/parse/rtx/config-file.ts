/** Configurations of YAMAHA routers: `show config`, files fetched by TFTP or SFTP, and logs of a terminal. */
import type { Evidence, Problem } from '../../model/evidence.ts';
import { locate, type Parsed, type Parser, problem, type StatedHost, splitLines, tally } from '../parser.ts';
import type { Config } from './config.ts';
import { readDevice, readHeader } from './device.ts';
import { BARE_PROMPT, commands } from './lines.ts';
import { readConfig } from './read-config.ts';

/** Commands that no other device has. */
const SHAPE =
  /^[\w.()>#-]*[ \t]*(?:(?:ip|ipv6) (?:(?:pp|tunnel|lan\d\S*|wan\d|bridge\d) secure filter |filter (?:dynamic )?\d+ |route \S+ gateway (?:pp|tunnel|dhcp) )|ip (?:lan|wan|bridge|vlan)\d\S* (?:address|nat descriptor) |nat descriptor (?:type|address|masquerade|static) |pp select (?:\d|anonymous)|tunnel select \d)/m;

const looksLikeYamaha = ({ text }: Evidence): boolean => {
  const head = text.slice(0, 4096);
  return readHeader(head) !== null || SHAPE.test(head);
};

/** The first words of a command that is not known: the rest may be a secret. */
const shown = (text: string): string => text.split(/\s+/).slice(0, 3).join(' ');

function statedHosts(evidence: Evidence, config: Config): readonly StatedHost[] {
  const { sysname } = config;
  const name = sysname?.words.join(' ').replace(/"/g, '') ?? '';
  return sysname && name !== '' ? [{ name, at: locate(evidence, sysname.line, `snmp sysname ${name}`) }] : [];
}

const CUT = {
  ja: '最後の行に改行がない。行の途中で切れた可能性がある。採取し直す',
  en: 'its last line has no line end and may be cut. Collect it again',
};

/** A line that lost its tail may be another filter: one without ports is wider. */
function intactness(text: string, lines: readonly string[]): 'cut' | 'cannot-tell' {
  const prompt = BARE_PROMPT.test(lines.at(-1) ?? '');
  return prompt || text === '' || text.endsWith('\n') || text.endsWith('\r') ? 'cannot-tell' : 'cut';
}

function parse(evidence: Evidence): Parsed {
  const lines = splitLines(evidence.text);
  const counts = tally();
  const problems: Problem[] = [];
  const unknown: { readonly line: number; readonly text: string }[] = [];
  const config = readConfig(commands(lines), (command, outcome) => {
    if (outcome === 'understood') counts.understood(command.span);
    else if (outcome === 'irrelevant') counts.irrelevant(command.span);
    else {
      for (let i = 0; i < command.span; i++) {
        counts.notUnderstood(locate(evidence, command.line + i, shown(command.text)));
      }
      unknown.push({ line: command.line, text: shown(command.text) });
    }
  });
  for (const { line, text } of unknown.slice(0, 1000)) {
    const because = {
      ja: `「${text}」はこの版では読まない。通信の可否に関わる可能性がある`,
      en: `"${text}" is not read by this version and may bear on what passes`,
    };
    config.gaps.push({ kind: 'unknown-command', line, text, because });
  }
  const intact = intactness(evidence.text, lines);
  if (intact === 'cut') config.gaps.push({ kind: 'cut', line: lines.length, text: '', because: CUT });
  for (const g of config.gaps) problems.push(problem(evidence, g.line, g.because, true));
  const device = readDevice(evidence, lines, config);
  return {
    kind: 'yamaha-rtx-config',
    sections: { devices: { devices: [device], at: device.at } },
    lines: counts.counts(),
    notUnderstood: counts.listed(),
    intact,
    problems,
    hosts: statedHosts(evidence, config),
  };
}

export const yamahaRtxConfig: Parser = { kind: 'yamaha-rtx-config', recognise: looksLikeYamaha, parse };

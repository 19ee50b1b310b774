/** Configurations of PAN-OS firewalls and of Panorama as set commands. */
import type { Evidence, Location } from '../../model/evidence.ts';
import { excerpt, locate, MAX_LISTED, type Parsed, type Parser } from '../parser.ts';
import { type Doubt, devicesOf } from './section.ts';
import { readSetTree } from './set-tree.ts';

const HEAD = 4096;

/** Paths that no other device's set commands begin with. */
const COMMAND =
  /^(?:[\w.+-]+@[\w.()+-]+[>#]\s*)?set (?:deviceconfig|template-stack|template|device-group|shared \S+|(?:rulebase|pre-rulebase|post-rulebase) \S+ rules|vsys \S+ \S+|mgt-config|network (?:interface|virtual-router|logical-router|virtual-wire|profiles|ike)|zone \S+ network|address \S+ (?:ip-|fqdn)|address-group \S+ (?:static|dynamic)|service \S+ protocol|tag \S+ (?:color|comments)|import network|readonly)\b/m;

const recognise = ({ text }: Evidence): boolean => !text.startsWith('<') && COMMAND.test(text.slice(0, HEAD));

const CUT: Doubt['because'] = {
  ja: '最後の行が改行で終わらず、途中で切れているかもしれない',
  en: 'the last line has no line end, so it may be cut',
};

const LAST_LINE = /(?:^|[\r\n])([^\r\n]+)$/;

/** A last command without its line end may be half of one. */
function cutShort(text: string): readonly Doubt[] {
  const last = LAST_LINE.exec(text.slice(-HEAD))?.[1];
  const line = text.slice(0, text.length).split('\n').length;
  return last !== undefined && /^\s*(?:\S+[>#]\s*)?set /.test(last)
    ? [{ kind: 'cut', because: CUT, line }]
    : [];
}

function parse(evidence: Evidence): Parsed {
  const tree = readSetTree(evidence.text);
  const at = (line: number, text: string): Location => locate(evidence, line, text);
  const { section, problems, hosts } = devicesOf(tree, evidence, at, cutShort(evidence.text));
  return {
    kind: 'panos-set',
    sections: section ? { devices: section } : {},
    lines: {
      understood: tree.understood,
      irrelevant: tree.irrelevant,
      notUnderstood: tree.unread.length,
    },
    notUnderstood: tree.unread
      .slice(0, MAX_LISTED)
      .map((u) => locate(evidence, u.line, excerpt(u.path.join(' ')))),
    intact: 'cannot-tell',
    problems,
    ...(hosts.length > 0 && { hosts }),
  };
}

export const panosSet: Parser = { kind: 'panos-set', recognise, parse };

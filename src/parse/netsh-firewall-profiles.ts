/**
 * `netsh advfirewall show allprofiles`, English and Japanese: the settings of the machine's own store. That it is this
 * store and no other shows in `LocalFirewallRules`, which "N/A (GPO-store only)" marks as having no value there.
 */
import type {
  FirewallProfile,
  FirewallProfileSettings,
  FirewallSection,
} from '../facts/windows-firewall/model.ts';
import type { Evidence, Problem } from '../model/evidence.ts';
import { noClosingLine } from './list-problems.ts';
import { CLOSING, DASHES, ENABLE_DISABLE, ON_OFF, PROMPT } from './netsh-words.ts';
import type { Parsed, Parser, Tally } from './parser.ts';
import { locate, problem, splitLines, tally } from './parser.ts';

const HEAD = 16_384;

const HEADINGS: readonly (readonly [RegExp, FirewallProfile])[] = [
  [/^(?:Domain Profile Settings|ドメイン ?プロファイル ?(?:の ?)?設定) ?[:：]$/i, 'domain'],
  [/^(?:Private Profile Settings|プライベート ?プロファイル ?(?:の ?)?設定) ?[:：]$/i, 'private'],
  [/^(?:Public Profile Settings|パブリック ?プロファイル ?(?:の ?)?設定) ?[:：]$/i, 'public'],
];

const STATE = /^(?:State|状態)$/i;
const POLICY = /^(?:Firewall Policy|ファイアウォール ?ポリシー)$/i;
/** A value that is cut short shows in the missing second half. */
const BOTH_WAYS = /^(\w+),(?:allow|block)outbound$/;
/** `BlockInboundAlways` is the shields-up mode. */
const INBOUND: ReadonlyMap<string, Pick<FirewallProfileSettings, 'defaultInbound' | 'shieldsUp'>> = new Map([
  ['blockinbound', { defaultInbound: 'block', shieldsUp: false }],
  ['blockinboundalways', { defaultInbound: 'block', shieldsUp: true }],
  ['allowinbound', { defaultInbound: 'allow', shieldsUp: false }],
]);

/** One block; a value that was not read is undefined, never a default. */
interface Draft {
  readonly profile: FirewallProfile;
  readonly line: number;
  readonly text: string;
  enabled?: boolean | undefined;
  inbound?: Pick<FirewallProfileSettings, 'defaultInbound' | 'shieldsUp'> | undefined;
  logDropped?: boolean | undefined;
  logAllowed?: boolean | undefined;
  /** The store is a GPO's, not the machine's. */
  gpo: boolean;
}

interface Walk {
  readonly evidence: Evidence;
  readonly tally: Tally;
  readonly drafts: Draft[];
  closed: boolean;
}

const headingOf = (text: string): FirewallProfile | null =>
  HEADINGS.find(([pattern]) => pattern.test(text))?.[1] ?? null;

/** Keys and values stand in columns, two blanks or more apart. */
function pair(text: string): readonly [string, string] | null {
  const parts = /^(\S(?:.*?\S)?)\s{2,}(\S.*)$/.exec(text);
  return parts ? [parts[1] ?? '', parts[2] ?? ''] : null;
}

/** What a line's value means; undefined where it is not understood. Lines that decide nothing here mean null. */
function readValue(draft: Draft, key: string, value: string): unknown {
  const lower = value.toLowerCase();
  if (STATE.test(key)) {
    draft.enabled = ON_OFF.get(lower);
    return draft.enabled;
  }
  if (POLICY.test(key)) {
    draft.inbound = INBOUND.get(BOTH_WAYS.exec(lower)?.[1] ?? '');
    return draft.inbound;
  }
  if (key === 'LogDroppedConnections') {
    draft.logDropped = ENABLE_DISABLE.get(lower);
    return draft.logDropped;
  }
  if (key === 'LogAllowedConnections') {
    draft.logAllowed = ENABLE_DISABLE.get(lower);
    return draft.logAllowed;
  }
  if (key === 'LocalFirewallRules' && !/^N\/A/i.test(value)) draft.gpo = true;
  return null;
}

const isHeadingOfLog = (text: string): boolean => /^[^:：]+[:：]$/.test(text);

type LineState = 'understood' | 'irrelevant' | 'stray';

function readLine(walk: Walk, text: string, number: number): LineState {
  if (text === '' || DASHES.test(text)) return 'irrelevant';
  if (CLOSING.test(text) && walk.drafts.length > 0) {
    walk.closed = true;
    return 'understood';
  }
  const profile = headingOf(text);
  if (profile) {
    walk.drafts.push({ profile, line: number, text, gpo: false });
    walk.closed = false;
    return 'understood';
  }
  const draft = walk.drafts.at(-1);
  const read = pair(text);
  if (draft && read) return readValue(draft, read[0], read[1]) === undefined ? 'stray' : 'understood';
  return PROMPT.test(text) || (draft && isHeadingOfLog(text)) ? 'irrelevant' : 'stray';
}

function step(walk: Walk, line: string, number: number): void {
  const state = readLine(walk, line.trim(), number);
  if (state === 'understood') walk.tally.understood();
  else if (state === 'irrelevant') walk.tally.irrelevant();
  else walk.tally.notUnderstood(locate(walk.evidence, number, line));
}

function settingsOf(evidence: Evidence, draft: Draft): FirewallProfileSettings | null {
  if (draft.enabled === undefined || !draft.inbound || draft.gpo) return null;
  return {
    profile: draft.profile,
    store: 'local',
    enabled: draft.enabled,
    ...draft.inbound,
    allowLocalRules: null,
    logDropped: draft.logDropped ?? null,
    logAllowed: draft.logAllowed ?? null,
    openInterfaces: null,
    at: locate(evidence, draft.line, draft.text),
  };
}

const unread = (evidence: Evidence, line: number): Problem =>
  problem(
    evidence,
    line,
    {
      ja: 'このプロファイルの状態または既定の動作が読み取れない。日本語か英語の Windows で採取した出力をそのまま保存すること',
      en: 'the state or the default action of this profile cannot be read; save the unaltered output of an English or Japanese Windows',
    },
    false,
  );

const OF_A_GPO = {
  ja: 'GPO のストアの設定であってホストの設定ではない。ホストで netsh advfirewall show allprofiles を実行する',
  en: 'these are settings of a GPO store, not of a host; run netsh advfirewall show allprofiles on the host',
};

function parse(evidence: Evidence): Parsed {
  const walk: Walk = { evidence, tally: tally(), drafts: [], closed: false };
  const lines = splitLines(evidence.text);
  for (const [i, line] of lines.entries()) step(walk, line, i + 1);
  const read = walk.drafts.map((draft) => ({ draft, settings: settingsOf(evidence, draft) }));
  const profiles = read.flatMap(({ settings }) => settings ?? []);
  const section: FirewallSection = {
    layer: 'live',
    rules: [],
    filters: [],
    profiles,
    completeStores: [],
    problems: [],
    at: profiles[0]?.at ?? locate(evidence, 1, ''),
  };
  const bad = read.filter(({ settings }) => !settings).map(({ draft }) => draft);
  return {
    kind: 'netsh-firewall-profiles',
    sections: profiles.length > 0 ? { firewall: section } : {},
    lines: walk.tally.counts(),
    notUnderstood: walk.tally.listed(),
    intact: walk.closed ? 'yes' : 'cut',
    problems: [
      ...(walk.closed ? [] : [{ ...noClosingLine(evidence, Math.max(1, lines.length)), policy: false }]),
      ...bad.map((d) => (d.gpo ? problem(evidence, d.line, OF_A_GPO, false) : unread(evidence, d.line))),
    ],
  };
}

/** In any display language the policy is written `BlockInbound,AllowOutbound` and the like, below a heading and dashes. */
const LAYOUT =
  /[:：][ \t]*\r?\n-{60,}[ \t]*\r?\n[^\r\n]+\r?\n[^\r\n]*\b(?:Block|Allow)Inbound(?:Always)?,(?:Block|Allow)Outbound/;

const recognise = ({ text }: Evidence): boolean => LAYOUT.test(text.slice(0, HEAD));

export const netshFirewallProfiles: Parser = { kind: 'netsh-firewall-profiles', recognise, parse };

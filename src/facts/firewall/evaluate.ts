/**
 * The fate of one packet, rule by rule, over the model as it stands. Where a test hangs on something that is not known,
 * both ways are followed, so that two tests of one condition never contradict each other.
 */
import { intersect, isEmpty, subtract } from '../address-set.ts';
import { listNamed, rewritesDestination } from './evaluate-lists.ts';
import { type Run, type Settled, split } from './evaluate-split.ts';
import { type Answer, asks, type Open, type Possible, type View } from './match-packet.ts';
import type { Action, Condition, FilterList, FilterRule, FirewallDevice, Match, Stage } from './model.ts';
import { ownAddresses } from './ports.ts';
import { discards } from './routing.ts';
import { translate } from './translate.ts';

export type Fate = 'permit' | 'deny' | 'unknown';

/** Why no more can be said than `unknown`, or what decided that is no rule. */
export type Reason =
  | { readonly why: 'rule' }
  | { readonly why: 'no-filter' | 'no-route' | 'input-untold' | 'undecided-list' | 'too-much' }
  | { readonly why: 'no-list'; readonly list: string }
  | { readonly why: 'action'; readonly action: Extract<Action, { do: 'unknown' }> };

/** One way the packet may take, under what was settled for it. */
export interface Outcome {
  readonly fate: Fate;
  readonly reason: Reason;
  readonly rule: FilterRule | null;
  readonly list: FilterList | null;
  readonly reject: string | null;
  readonly packet: Possible;
  readonly settled: Settled | null;
}

export interface Question {
  readonly device: FirewallDevice;
  readonly packet: Possible;
  /** Where it goes out, if that is given. */
  readonly outGiven: readonly string[] | null;
  /** What a condition is without being settled; null: open. */
  readonly known: (condition: Condition) => boolean | null;
}

const MAX_RUNS = 2048;
const MAX_STEPS = 4_000_000;
const MAX_DEPTH = 64;

type Step = Outcome | readonly Run[] | null;

const RULE: Reason = { why: 'rule' };

const outcome = (run: Run, fate: Fate, reason: Reason, more: Partial<Outcome> = {}): Outcome => ({
  fate,
  reason,
  rule: run.rule,
  list: run.ruleList,
  reject: null,
  packet: run.now,
  settled: run.settled,
  ...more,
});

function stagesOf({ device }: Question, run: Run): readonly Stage[] {
  return run.way === 'input' ? (device.input ?? []) : device.forward;
}

function settledAs(run: Run, key: string): boolean | null {
  for (let s = run.settled; s; s = s.up) if (s.key === key) return s.value;
  return null;
}

function viewOf(question: Question, run: Run, stage: Stage): View {
  return {
    now: run.now,
    packet: stage.sees === 'original' ? run.first : run.now,
    settled: (key, condition) => (condition && question.known(condition)) ?? settledAs(run, key),
  };
}

function ask(question: Question, run: Run, match: Match, stage: Stage): Answer {
  run.view ??= viewOf(question, run, stage);
  return asks(match, run.view);
}

const forks = (run: Run, open: Open, stage: Stage): readonly Run[] =>
  split(run, open, stage.sees === 'original');

/** From the start again, now that it is known where it goes. */
function restart(run: Run, way: 'forward' | 'input'): Run {
  const changed = { src: false, dst: false, sport: false, dport: false };
  return { ...run, way, stage: 0, list: null, now: run.first, changed, toSelf: false, view: null };
}

/** After NAT of destinations: to the device itself, through it, or either. */
function located(question: Question, run: Run): readonly Run[] {
  const own = ownAddresses(question.device);
  if (run.toSelf) return [restart(run, 'input')];
  const ways: Run[] = [];
  if (!isEmpty(intersect(run.now.dst, own))) ways.push(restart(run, 'input'));
  if (isEmpty(own) || !isEmpty(subtract(run.now.dst, own))) ways.push(restart(run, 'forward'));
  return ways;
}

function finish(question: Question, run: Run): Step {
  if (run.way === 'locate') return located(question, run);
  const { device, outGiven } = question;
  if (run.way === 'forward' && outGiven === null && discards(device, run.now.dst)) {
    return outcome(run, 'deny', { why: 'no-route' }, { rule: null, list: null });
  }
  return outcome(run, 'permit', run.ruleList ? RULE : { why: 'no-filter' });
}

/** Only NAT of destinations tells where a packet goes. */
const passedOver = ({ device }: Question, run: Run, stage: Stage): boolean =>
  run.way === 'locate' && !(stage.kind === 'nat' && rewritesDestination(device, stage.list));

function enterStage(question: Question, run: Run): Step {
  if (run.way === 'input' && question.device.input === null)
    return outcome(run, 'unknown', { why: 'input-untold' });
  const stage = stagesOf(question, run)[run.stage];
  if (!stage) return finish(question, run);
  const answer = passedOver(question, run, stage) ? false : ask(question, run, stage.when, stage);
  if (answer === false) leaveStage(run);
  else if (answer !== true) return forks(run, answer, stage);
  else {
    const list = listNamed(question.device, stage.list);
    if (!list) return outcome(run, 'unknown', { why: 'no-list', list: stage.list });
    Object.assign(run, { list, base: list, index: 0, back: null });
  }
  return null;
}

function leaveStage(run: Run): null {
  run.list = null;
  run.stage += 1;
  run.view = null;
  return null;
}

function permit(run: Run, stage: Stage, rule: FilterRule | null): null {
  if (stage.kind === 'filter' && (rule !== null || run.rule === null)) {
    run.rule = rule;
    run.ruleList = run.list;
  }
  return leaveStage(run);
}

/** Enters another list; `from`: where to go on when it does not decide. */
function enterList(question: Question, run: Run, name: string, from: Run['back']): Step {
  const list = listNamed(question.device, name);
  if (!list) return outcome(run, 'unknown', { why: 'no-list', list: name }, { list: run.list });
  if (from && from.depth > MAX_DEPTH) return outcome(run, 'unknown', { why: 'too-much' });
  Object.assign(run, { list, index: 0, back: from });
  return null;
}

/** The list has not decided: on after the call, or to what the first list of the stage ends in. */
function leaveList(question: Question, run: Run, stage: Stage): Step {
  if (run.back) {
    const { list, index, up } = run.back;
    Object.assign(run, { list, index, back: up });
    return null;
  }
  const { base } = run;
  if (base && base.end.do !== 'return' && base.end.do !== 'next') {
    run.list = base;
    return act(question, run, stage, base.end, null);
  }
  return stage.kind === 'nat'
    ? leaveStage(run)
    : outcome(run, 'unknown', { why: 'undecided-list' }, { list: base });
}

function rewrite(
  { device, outGiven }: Question,
  run: Run,
  action: Extract<Action, { do: 'translate' }>,
): null {
  const { packet, changed, toSelf } = translate(device, run.now, action.to, outGiven);
  run.now = packet;
  run.toSelf ||= toSelf;
  run.changed = {
    src: run.changed.src || changed.src,
    dst: run.changed.dst || changed.dst,
    sport: run.changed.sport || changed.sport,
    dport: run.changed.dport || changed.dport,
  };
  return leaveStage(run);
}

/** `rule` null: the end of the list. */
function act(question: Question, run: Run, stage: Stage, action: Action, rule: FilterRule | null): Step {
  const here = { rule, list: run.list };
  switch (action.do) {
    case 'permit':
      return permit(run, stage, rule);
    case 'deny':
      return outcome(run, 'deny', RULE, { ...here, reject: action.reject ?? null });
    case 'next':
      run.index += 1;
      return rule ? null : leaveList(question, run, stage);
    case 'call': {
      const { list, index, back } = run;
      return (
        list &&
        enterList(question, run, action.list, {
          list,
          index: index + 1,
          depth: (back?.depth ?? 0) + 1,
          up: back,
        })
      );
    }
    case 'goto':
      return enterList(question, run, action.list, run.back);
    case 'return':
      return leaveList(question, run, stage);
    case 'translate':
      return rewrite(question, run, action);
    case 'unknown':
      return outcome(run, 'unknown', { why: 'action', action }, here);
  }
}

function step(question: Question, run: Run): Step {
  const { list } = run;
  const stage = stagesOf(question, run)[run.stage];
  if (!list || !stage) return enterStage(question, run);
  const rule = list.rules[run.index];
  if (!rule) return act(question, run, stage, list.end, null);
  const answer = rule.enabled && ask(question, run, rule.match, stage);
  if (answer === true) return act(question, run, stage, rule.action, rule);
  if (answer !== false) return forks(run, answer, stage);
  run.index += 1;
  return null;
}

function start({ packet }: Question): Run {
  return {
    way: 'locate',
    stage: 0,
    list: null,
    base: null,
    index: 0,
    back: null,
    now: packet,
    first: packet,
    changed: { src: false, dst: false, sport: false, dport: false },
    toSelf: false,
    rule: null,
    ruleList: null,
    settled: null,
    view: null,
  };
}

const differs = (found: readonly Outcome[], { fate }: Outcome): boolean =>
  fate === 'unknown' || (found[0] !== undefined && found[0].fate !== fate);

/**
 * Every way the packet may take, at least one; ends early where two of them differ in their fate or one is unknown, the
 * last found then being one of those.
 */
export function outcomes(question: Question): readonly Outcome[] {
  const open: Run[] = [start(question)];
  const found: Outcome[] = [];
  let steps = 0;
  for (let run = open.pop(); run; run = open.pop()) {
    let end: Step = null;
    while (end === null && steps < MAX_STEPS) {
      end = step(question, run);
      steps += 1;
    }
    const over = found.length + open.length > MAX_RUNS;
    if (end === null || over) return [...found, outcome(run, 'unknown', { why: 'too-much' })];
    if (!('fate' in end)) {
      open.push(...end);
      continue;
    }
    const last = differs(found, end);
    found.push(end);
    if (last) break;
  }
  return found;
}

/** Rules of a device that are wrong in themselves, whatever the network around it. */
import type { FilterList, FirewallDevice, FirewallNote } from '../facts/firewall/model.ts';
import type { RuleFault, RuleFinding } from '../facts/firewall/query.ts';
import { ruleReport } from '../facts/firewall/rule-report.ts';
import { isNonEmpty } from '../facts/known.ts';
import { oncePer } from '../facts/once.ts';
import type { Always, Domains } from '../facts/target-facts.ts';
import type { Bilingual } from '../model/text.ts';
import { fail, pass, undecided, type Verdict } from './verdict.ts';
import { judgeWhole } from './whole-rules.ts';

const MAX_SHOWN = 3;

const shown = (found: readonly RuleFinding[], language: keyof Bilingual): string =>
  found
    .slice(0, MAX_SHOWN)
    .map((f) => `${f.rule.at.file}:${f.rule.at.line} ${f.fault}: ${f.because[language]}`)
    .join('; ') + (found.length > MAX_SHOWN ? ' …' : '');

const reports = oncePer((_: FirewallDevice) => new Map<number, readonly RuleFinding[]>());

/** Several checks ask for the same report. */
function reportOf(device: FirewallDevice, asOf: number): readonly RuleFinding[] {
  const known = reports(device);
  const before = known.get(asOf);
  if (before) return before;
  const report = ruleReport(device, { asOf });
  known.set(asOf, report);
  return report;
}

/** A last rule that denies what the end of the list denies anyway is how the guide wants it: it says so, and logs. */
const isFault = ({ fault, by }: RuleFinding): boolean => fault !== 'redundant' || by.length > 0;

/** The lists that a forwarded packet may come to. */
function forwarding({ lists, forward }: FirewallDevice): readonly FilterList[] {
  const byId = new Map(lists.map((l) => [l.id, l]));
  const found = new Set<FilterList>();
  const open = forward.map((s) => s.list);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const list = byId.get(id);
    if (!list || found.has(list)) continue;
    found.add(list);
    const actions = [list.end, ...list.rules.map((r) => r.action)];
    for (const a of actions) if (a.do === 'call' || a.do === 'goto') open.push(a.list);
  }
  return [...found];
}

/** What was not understood may be a rule of that kind. */
function openPart(device: FirewallDevice): Pick<FirewallNote, 'because' | 'at'> | null {
  const [gap] = device.gaps;
  if (gap) return gap;
  for (const { rules, end, at } of forwarding(device)) {
    const rule = rules.find((r) => r.enabled && r.action.do === 'unknown');
    if (rule?.action.do === 'unknown') return { because: rule.action.what, at: rule.at };
    if (end.do === 'unknown') return { because: end.what, at };
  }
  return null;
}

function judgeDevice(device: FirewallDevice, asOf: number, faults: readonly RuleFault[]): Verdict {
  const found = reportOf(device, asOf).filter((f) => faults.includes(f.fault) && isFault(f));
  const at = found.map((f) => f.rule.at);
  if (isNonEmpty(at)) {
    return fail(at, {
      ja: `${found.length} 件: ${shown(found, 'ja')}`,
      en: `${found.length}: ${shown(found, 'en')}`,
    });
  }
  const open = openPart(device);
  if (open) return undecided(open.because, [], { witness: [open.at] });
  return pass([device.at], {
    ja: `${device.at.file}: 該当する規則はない`,
    en: `${device.at.file}: there is no such rule`,
  });
}

/** None of a target's rule bases may have a rule with one of these faults. */
export const judgeRules = (
  { devices, site, asOf }: Pick<Domains, 'devices'> & Pick<Always, 'site' | 'asOf'>,
  faults: readonly RuleFault[],
): Verdict => judgeWhole(devices, site, (device) => judgeDevice(device, asOf, faults));

/** Set commands of PAN-OS, as the CLI prints them or as a script has them. */
import type { Random } from '../../estate/random.ts';
import type { AbstractPolicy } from '../policy.ts';
import { CAN, isShareable, type Setting, type Step, settingsOf } from './panos-settings.ts';

export { CAN };

const word = (text: string): string =>
  /^[\w.,:/-]+$/.test(text) ? text : `"${text.replaceAll('"', '\\"')}"`;

const words = (path: readonly Step[]): string =>
  path.map((step) => word(typeof step === 'string' ? step : step.entry)).join(' ');

/** Values of a list stand in brackets, or on a line each. */
function valueLines(r: Random, value: Setting['value']): readonly string[] {
  if (value === null) return [''];
  if (typeof value === 'string') return [` ${word(value)}`];
  if (value.length > 1 && r.below(3) === 0) return value.map((v) => ` ${word(v)}`);
  const list = value.map(word).join(' ');
  return [value.length === 1 ? ` ${list}` : r.pick([` [ ${list} ]`, ` [ ${list}]`, ` [${list} ]`])];
}

const lines = (r: Random, base: string, { path, value }: Setting): readonly string[] =>
  valueLines(r, value).map((v) => `set ${base}${words(path)}${v}`);

/** All of one rule in one command, as people type it. */
function typed(r: Random, base: string, rule: readonly Setting[]): readonly string[] {
  const [first] = rule;
  const many = rule.some((s) => Array.isArray(s.value) && s.value.length > 1);
  if (!first || many || r.below(4) > 0) return rule.flatMap((s) => lines(r, base, s));
  const head = words(first.path.slice(0, 3));
  const parts = rule.map((s) => `${words(s.path.slice(3))}${valueLines(r, s.value).join('')}`);
  return [`set ${base}${head} ${parts.join(' ')}`];
}

/** Rules in another order, and the commands that bring them back into theirs. */
function moved(names: readonly string[], base: string): readonly string[] {
  return names.map((name) => `move ${base}security rules ${word(name)} bottom`);
}

const nameOf = (rule: readonly Setting[]): string => {
  const step = rule[0]?.path[2];
  return typeof step === 'object' ? step.entry : '';
};

export function write(policy: AbstractPolicy, r: Random): string {
  const settings = settingsOf(policy, r);
  const vsys = r.pick(['', 'vsys vsys1 ']);
  const base = `${vsys}rulebase `;
  const turned = r.below(3) === 0;
  const rules = turned ? [...settings.rules].reverse() : settings.rules;
  const out = [
    `set deviceconfig system hostname ${word(settings.hostname)}`,
    ...settings.network.flatMap((s) => lines(r, '', s)),
    ...settings.objects.flatMap((object) => {
      const place = isShareable(object) && r.below(4) === 0 ? 'shared ' : vsys;
      return object.flatMap((s) => lines(r, place, s));
    }),
    ...rules.flatMap((rule) => typed(r, base, rule)),
    ...(turned ? moved(settings.rules.map(nameOf), base) : []),
  ];
  const prompt = r.pick(['', 'admin@fw# ']);
  const end = r.pick(['\n', '\r\n']);
  return out.map((line) => `${prompt}${line}${end}`).join('');
}

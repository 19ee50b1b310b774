/** XML of PAN-OS: a running configuration, or one merged with what Panorama pushed. */
import type { Random } from '../../estate/random.ts';
import type { AbstractPolicy } from '../policy.ts';
import { CAN, isShareable, type Setting, type Settings, type Step, settingsOf } from './panos-settings.ts';
import { element, escaped } from './xml-text.ts';

export { CAN };

interface Part {
  readonly step: Step;
  readonly parts: Part[];
  value: Setting['value'];
}

const part = (step: Step): Part => ({ step, parts: [], value: null });

const same = (a: Step, b: Step): boolean =>
  typeof a === 'string' || typeof b === 'string' ? a === b : a.entry === b.entry;

function put(root: Part, { path, value }: Setting): void {
  let at = root;
  for (const step of path) {
    const found = at.parts.find((p) => same(p.step, step));
    const next = found ?? part(step);
    if (!found) at.parts.push(next);
    at = next;
  }
  at.value = value;
}

const inner = ({ parts, value }: Part): string => {
  if (value === null) return parts.map(written).join('\n');
  return typeof value === 'string'
    ? escaped(value)
    : `\n${value.map((v) => element('member', v)).join('\n')}\n`;
};

function written(at: Part): string {
  const { step } = at;
  const text = inner(at);
  if (typeof step === 'string') return text === '' ? `<${step}/>` : `<${step}>${text}</${step}>`;
  const name = ` name="${escaped(step.entry)}"`;
  return text === '' ? `<entry${name}/>` : `<entry${name}>\n${text}\n</entry>`;
}

const VSYS: readonly Step[] = ['devices', { entry: 'localhost.localdomain' }, 'vsys', { entry: 'vsys1' }];
const PUSHED: readonly Step[] = ['panorama', 'vsys', { entry: 'vsys1' }];

const below = (path: readonly Step[], setting: Setting): Setting => ({
  ...setting,
  path: [...path, ...setting.path],
});

/** The first and the last rules may be such as Panorama pushes. */
function rulesOf({ rules }: Settings, r: Random): readonly Setting[] {
  const pushed = r.below(2) === 0;
  const first = pushed ? r.below(rules.length + 1) : 0;
  const last = pushed ? first + r.below(rules.length + 1 - first) : rules.length;
  return rules.flatMap((rule, i) => {
    const base: readonly Step[] =
      i < first
        ? [...PUSHED, 'pre-rulebase']
        : i >= last
          ? [...PUSHED, 'post-rulebase']
          : [...VSYS, 'rulebase'];
    return rule.map((setting) => below(base, setting));
  });
}

export function write(policy: AbstractPolicy, r: Random): string {
  const settings = settingsOf(policy, r);
  const root = part('config');
  const device = VSYS.slice(0, 2);
  put(root, below(device, { path: ['deviceconfig', 'system', 'hostname'], value: settings.hostname }));
  for (const setting of settings.network) put(root, below(device, setting));
  for (const object of settings.objects) {
    const place = isShareable(object) && r.below(4) === 0 ? ['shared'] : VSYS;
    for (const setting of object) put(root, below(place, setting));
  }
  for (const setting of rulesOf(settings, r)) put(root, setting);
  const config = `<config version="10.1.0" urldb="paloaltonetworks">\n${inner(root)}\n</config>`;
  return r.below(3) === 0
    ? `<response status="success"><result>${config}</result></response>\n`
    : `<?xml version="1.0"?>\n${config}\n`;
}

/** Whether the service of the Windows Firewall (mpssvc) runs: without it nothing is filtered. */
import type { Location } from '../../model/evidence.ts';
import type { ListSection, Service } from '../host-activity.ts';
import type { RegistryFacts } from '../registry.ts';
import { setting } from '../registry.ts';
import { SERVICE_KEY } from './keys.ts';
import type { FirewallSection } from './model.ts';
import type { Effective } from './settings.ts';

const yes = (at: Location): Effective<boolean> => ({ known: true, value: true, at });
const no = (at: Location): Effective<boolean> => ({ known: true, value: false, at });

const SERVICE_UNKNOWN: Effective<boolean> = {
  known: false,
  because: {
    ja: 'Windows ファイアウォールのサービス (mpssvc) が動いているか分からない',
    en: 'whether the firewall service (mpssvc) runs is not known',
  },
};

const serviceContradiction = (a: Location, b: Location): Effective<boolean> => ({
  known: false,
  because: {
    ja: `サービス mpssvc の状態が食い違う (${a.file}:${a.line} と ${b.file}:${b.line})`,
    en: `the state of the service mpssvc is contradictory (${a.file}:${a.line} and ${b.file}:${b.line})`,
  },
});

interface ServiceSigns {
  readonly running: Location | null;
  readonly stopped: Location | null;
  readonly disabled: Location | null;
  readonly starts: Location | null;
}

function serviceSigns(
  registry: RegistryFacts,
  sections: readonly FirewallSection[],
  services: readonly ListSection<Service>[],
): ServiceSigns {
  const listed = services.flatMap((s) => s.items).filter((i) => i.name.toLowerCase() === 'mpssvc');
  const start = setting(registry, 'HKLM', SERVICE_KEY, 'Start').stored;
  const stored = start.state === 'set' ? start.write : null;
  const live = sections.find((s) => s.layer === 'live');
  return {
    running: live?.at ?? listed.find((i) => i.state === 'running')?.at ?? null,
    stopped: listed.find((i) => i.state === 'stopped')?.at ?? null,
    disabled: (stored?.data === 4 ? stored.at : listed.find((i) => i.start === 'disabled')?.at) ?? null,
    starts: stored?.data === 2 ? stored.at : null,
  };
}

/** A live listing (netsh, cmdlets) needs the service; a list of services or its Start value says so directly. */
export function serviceState(
  registry: RegistryFacts,
  sections: readonly FirewallSection[],
  services: readonly ListSection<Service>[],
): Effective<boolean> {
  return judge(serviceSigns(registry, sections, services));
}

function judge({ running, stopped, disabled, starts }: ServiceSigns): Effective<boolean> {
  const off = stopped ?? disabled;
  if (off && running) return serviceContradiction(off, running);
  if (off) return no(off);
  const on = running ?? starts;
  return on ? yes(on) : SERVICE_UNKNOWN;
}

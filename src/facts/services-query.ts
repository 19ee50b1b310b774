/** What the lists of services say of one service. */
import type { Location } from '../model/evidence.ts';
import type { ListSection, Service } from './host-activity.ts';
import type { Fact, NonEmpty } from './known.ts';
import { isNonEmpty, known, unknown } from './known.ts';

/** Services without which Windows does not run: a list that lacks one was filtered. */
const ALWAYS = ['rpcss', 'eventlog'];

/** True where the list shows that a service it does not name is not installed. */
const isWhole = ({ items, complete }: ListSection<Service>): boolean =>
  complete &&
  ALWAYS.every((name) => items.some((s) => s.name.toLowerCase() === name)) &&
  items.some((s) => s.state === 'stopped');

const MISSING = ['services-json', 'services-csv'] as const;

const differing = (a: Location, b: Location) =>
  unknown({
    ja: `サービスの一覧が証拠の間で食い違う (${a.file}:${a.line} と ${b.file}:${b.line})`,
    en: `the lists of services disagree (${a.file}:${a.line} and ${b.file}:${b.line})`,
  });

/** The services of these names; empty where whole lists show that none is installed. */
export function findServices(
  services: Fact<NonEmpty<ListSection<Service>>>,
  isOne: (name: string) => boolean,
): Fact<readonly Service[]> {
  if (!services.known) return services;
  const found = services.value.flatMap((list) => list.items).filter((s) => isOne(s.name));
  const without = services.value.filter((list) => isWhole(list) && !list.items.some((s) => isOne(s.name)));
  const [first] = found;
  const [empty] = without;
  if (first && empty) return differing(first.at, empty.at);
  if (isNonEmpty(found)) return known(found, [found[0].at, ...found.slice(1).map((s) => s.at)]);
  if (isNonEmpty(without)) return known([], [without[0].at, ...without.slice(1).map((l) => l.at)]);
  return unknown(
    {
      ja: 'サービスの一覧が全件かどうか分からない',
      en: 'the list of services may not be whole',
    },
    MISSING,
  );
}

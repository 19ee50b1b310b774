/** Whether a linked GPO applies: what [MS-GPOL] 3.2.5.1.5 to .7 ask of the link, the GPO, its permissions and its filter. */
import type { Bilingual } from '../../model/text.ts';
import { wholeness } from '../directory/directory.ts';
import { domainKeyOf } from '../directory/dn.ts';
import { hides } from '../directory/hidden.ts';
import type { DirectoryObject, GpoContainer, GpoLink } from '../directory/model.ts';
import type { Directory } from '../directory/query.ts';
import { admissionOf, type Readers } from './admission.ts';
import * as text from './gpo-list-text.ts';
import type { FilterReason, Half, OpenReason, RsopOptions, Standing } from './model.ts';
import type { Level } from './som-chain.ts';

const YES: Standing = { applies: 'yes' };

const no = (reason: FilterReason, because: Bilingual): Standing => ({ applies: 'no', reason, because });

const open = (reason: OpenReason, because: Bilingual): Standing => ({ applies: 'open', reason, because });

/** Versions of a GPO's two halves as GPT.INI has them; null: not in the evidence. */
export type FileVersion = (gpo: string) => { readonly machine: number; readonly user: number } | null;

export interface StandingContext {
  readonly directory: Directory;
  readonly readers: Readers;
  readonly wmi: RsopOptions['wmi'];
  readonly fileVersion: FileVersion;
}

export const isGpo = (object: DirectoryObject | undefined): object is GpoContainer =>
  object !== undefined && 'sysvolPath' in object;

/** Two domains have GPOs of one id (the default ones): the DN of the link tells which. */
export function linkedGpo(directory: Directory, link: GpoLink): GpoContainer | null {
  const found = directory.byKey.get(link.gpo);
  return isGpo(found) ? found : null;
}

const RANK = { no: 0, open: 1, yes: 2 } as const;

/** A sure no outweighs what is open. Of several, the first one is told. */
export function strictest(all: readonly Standing[]): Standing {
  let worst: Standing = YES;
  for (const one of all) if (RANK[one.applies] < RANK[worst.applies]) worst = one;
  return worst;
}

function securityOf(gpo: GpoContainer, readers: Readers): Standing {
  if (gpo.descriptor === null) return open('security-filter', text.descriptorHidden);
  const { target, computer } = admissionOf(gpo, readers);
  if (target === 'no') {
    return no('security-filter', text.noApply(readers.half === 'machine' ? 'computer' : 'user'));
  }
  if (computer === 'no' && readers.fetchesAsComputer) return no('security-filter', text.computerCannotRead);
  if (computer !== 'yes') return open('security-filter', text.computerMayRead);
  return target === 'open' ? open('security-filter', text.applyOpen) : YES;
}

function enabledOf(gpo: GpoContainer, half: Half): Standing {
  const { userDisabled, machineDisabled } = gpo;
  if (userDisabled && machineDisabled) return no('gpo-disabled', text.gpoDisabled);
  const mine = half === 'machine' ? machineDisabled : userDisabled;
  if (mine === null) return open('not-readable', text.flagsHidden);
  return mine ? no('half-disabled', text.halfDisabled[half]) : YES;
}

/** Only version 2 is processed (3.2.5.1.6, step 1). Without the attribute that should be so too, but no client was seen to do it. */
function functionalityOf({ functionality }: GpoContainer): Standing {
  if (functionality === null) return open('not-readable', text.functionalityOpen);
  return functionality === 2 ? YES : no('functionality-version', text.functionality(functionality));
}

/**
 * A GPO without extensions for the half reaches none of them (3.2.5.1.10), and one whose versions are both 0 is denied
 * (3.2.5.1.6).
 */
function contentOf(gpo: GpoContainer, half: Half, fileVersion: FileVersion): Standing {
  const extensions = half === 'machine' ? gpo.machineExtensions : gpo.userExtensions;
  if (extensions?.length === 0) return no('empty', text.noExtensions[half]);
  const inDirectory = gpo.version?.[half];
  if (inDirectory) return extensions ? YES : open('not-readable', text.extensionsHidden);
  const inFiles = fileVersion(gpo.id)?.[half];
  if (inDirectory === 0 && inFiles === 0) return no('empty', text.versionZero);
  if (!inFiles) return open('not-readable', text.versionOpen);
  return extensions ? YES : open('not-readable', text.extensionsHidden);
}

/** What the operator says of a filter, by its id (with or without braces) or its name. */
function toldOf(wmi: RsopOptions['wmi'], id: string, name: string | null): boolean | null {
  const bare = id.toLowerCase();
  const names = [bare, bare.replace(/[{}]/g, ''), name?.toLowerCase()];
  for (const one of names) {
    const told = one === undefined ? undefined : wmi.get(one);
    if (told !== undefined) return told;
  }
  return null;
}

/**
 * A filter that is not there is open too: by [MS-GPOL] 3.2.5.1.7 the GPO is then allowed, by the help of the console it
 * is not processed until the link to the filter is taken away.
 */
function wmiOf(gpo: GpoContainer, { directory, wmi }: StandingContext): Standing {
  const id = gpo.wmiFilter;
  if (id === null) return hides(gpo, 'gpcwqlfilter') ? open('wmi-filter', text.wmiHidden) : YES;
  const name = directory.wmiFilters.get(id)?.name ?? null;
  const told = toldOf(wmi, id, name);
  if (told === true) return YES;
  const shown = name ?? id;
  return told === false ? no('wmi-filter', text.wmiFails(shown)) : open('wmi-filter', text.wmiOpen(shown));
}

/**
 * There is no such GPO where every GPO of its domain is in the evidence, or where SYSVOL, whose folders every user of the
 * domain may list whatever the GPO lets him read, was looked through and has no folder of it.
 */
export function absentOf(directory: Directory, link: GpoLink): Standing {
  const isKnownDomain = directory.domains.some((d) => d.key === domainKeyOf(link.gpo));
  // With several domains, a listing does not say whose folder it is of.
  const listing = directory.domains.length === 1 ? directory.sysvol.get(link.guid ?? '') : undefined;
  const hasFolder = (listing?.files ?? null) !== null;
  const isLookedFor = listing?.complete === true || wholeness(directory, 'gpos') === null;
  const sure = isKnownDomain && !hasFolder && isLookedFor;
  return sure ? no('not-found', text.notFound) : open('not-readable', text.notInEvidence);
}

/** What a GPO says of itself, whoever it is for. */
export const ownOf = (gpo: GpoContainer, half: Half, fileVersion: FileVersion): readonly Standing[] => [
  enabledOf(gpo, half),
  contentOf(gpo, half, fileVersion),
  functionalityOf(gpo),
];

const ofGpo = (context: StandingContext, gpo: GpoContainer): readonly Standing[] => [
  enabledOf(gpo, context.readers.half),
  securityOf(gpo, context.readers),
  contentOf(gpo, context.readers.half, context.fileVersion),
  wmiOf(gpo, context),
  functionalityOf(gpo),
];

/** Of one link at one scope. */
export function standingOf(context: StandingContext, level: Level, link: GpoLink): Standing {
  const gpo = linkedGpo(context.directory, link);
  return strictest([
    link.disabled ? no('link-disabled', text.linkDisabled(level.som.name)) : YES,
    link.enforced ? YES : level.inherited,
    ...(gpo ? ofGpo(context, gpo) : [absentOf(context.directory, link)]),
    level.reached,
  ]);
}

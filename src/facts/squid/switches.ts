/** Switches of squid.conf that decisions hang on, in every spelling that Squid takes (parse_onoff; case counts). */
import { oncePer } from '../once.ts';
import { directivesOf, type SquidSection } from './section.ts';

export const isOn = (word: string | undefined): boolean => word === 'on' || word === 'enable';
export const isOff = (word: string | undefined): boolean => word === 'off' || word === 'disable';

const lastWord = (section: SquidSection, name: string): string | undefined =>
  directivesOf(section, name).at(-1)?.args[0];

export const isSwitchedOn = (section: SquidSection, name: string): boolean => isOn(lastWord(section, name));
export const isSwitchedOff = (section: SquidSection, name: string): boolean => isOff(lastWord(section, name));

const indirect = oncePer((section: SquidSection) => ({
  used: !isSwitchedOff(section, 'acl_uses_indirect_client'),
}));

/** Whether src ACLs see whom X-Forwarded-For names, where it is followed. */
export const usesIndirect = (section: SquidSection): boolean => indirect(section).used;

/** Whether a file is the configuration of an ASA, FTD or PIX: by its version line, else by commands no other has. */
import type { Evidence } from '../../model/evidence.ts';
import { isCountFile } from '../cisco/lines.ts';
import { isListing } from './hits.ts';

const HEAD = 8192;
const VERSION = /^[ \t]*(?:ASA|PIX|NGFW) Version /m;
const OTHER = /^[ \t]*FWSM Version /m;
/** Commands that only an ASA has; ACLs, objects and interfaces are written alike by others. */
const OWN =
  /^access-group \S+ (?:in|out) interface \S+|^access-group \S+ global\b|^access-list \S+ (?:line \d+ )?(?:extended|advanced) (?:permit|deny|trust) |^ nameif \S|^[ \t]*security-level \d|^nat \([\w-]+,[\w-]+\) |^object network \S/m;
/** Signs of IOS, NX-OS and others, which know some of the same words. */
const NOT_ASA =
  /^(?:version \d|feature \S|vdc |switchname |ip access-list |service timestamps|[ \t]+ip access-group )/m;

export function isAsaConfig(evidence: Evidence): boolean {
  const { text } = evidence;
  const head = text.slice(0, HEAD);
  if (evidence.encoding === 'binary' || OTHER.test(head)) return false;
  if (VERSION.test(head)) return true;
  return !NOT_ASA.test(head) && OWN.test(head) && !isCountFile(text, isListing);
}

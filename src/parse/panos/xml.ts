/**
 * Configurations of PAN-OS firewalls and of Panorama in XML: `running-config.xml`, an export of the device state's
 * configuration, `show config running` and `merged`, and answers of the XML API that hold one.
 */
import type { Evidence, Intact, Location } from '../../model/evidence.ts';
import { excerpt, locate, MAX_LISTED, type Parsed, type Parser } from '../parser.ts';
import { rootName, type XmlEnd } from '../xml.ts';
import type { Unread } from './read-tree.ts';
import { type Doubt, devicesOf } from './section.ts';
import { readXmlTree } from './xml-tree.ts';

const HEAD = 4096;

/** What the element that holds the configuration looks like, and sections by which it is told from others of its name. */
const CONFIG = /<config\b[^>]*\burldb="paloaltonetworks"|<config\b[^>]*\bversion="\d+\.\d+\.\d+/;
const SECTIONS = /<(?:mgt-config|predefined)\b|<(?:devices|shared|panorama)>[\s\S]*<entry name=/;
const PUSHED = /<policy\b[^>]*>\s*<panorama\b/;

function recognise({ text }: Evidence): boolean {
  const head = text.slice(0, HEAD);
  const root = rootName(head);
  if (root === 'config') return CONFIG.test(head) || SECTIONS.test(head);
  if (root === 'response') return CONFIG.test(head) || PUSHED.test(head);
  return root === 'policy' && PUSHED.test(head);
}

const intactOf = ({ state }: XmlEnd): Intact => (state === 'whole' ? 'yes' : 'cut');

const damage = (end: XmlEnd): readonly Doubt[] =>
  end.message === null ? [] : [{ kind: 'damaged', because: end.message, line: end.line }];

const placeOf = (evidence: Evidence, unread: Unread): Location =>
  locate(evidence, unread.line, excerpt(unread.path.join('/')));

function parse(evidence: Evidence): Parsed {
  const tree = readXmlTree(evidence.text);
  const at = (line: number, text: string): Location => locate(evidence, line, text);
  const { section, problems, hosts } = devicesOf(tree, evidence, at, damage(tree.end));
  return {
    kind: 'panos-xml',
    sections: section ? { devices: section } : {},
    lines: {
      understood: tree.understood,
      irrelevant: tree.irrelevant,
      notUnderstood: tree.unread.length,
    },
    notUnderstood: tree.unread.slice(0, MAX_LISTED).map((u) => placeOf(evidence, u)),
    intact: intactOf(tree.end),
    problems,
    ...(hosts.length > 0 && { hosts }),
  };
}

export const panosXml: Parser = { kind: 'panos-xml', recognise, parse };

/** The `firewall` commands of the command line. */
import { type Command, Option } from 'commander';
import type { At } from '../../facts/firewall/query.ts';
import type { Language } from '../../model/text.ts';

interface Common {
  readonly lang: Language;
  readonly context?: string;
  readonly format: 'text' | 'json';
  readonly asOf?: string;
}

interface SiteFlags extends Common {
  readonly site: string;
}

type Done = (code: number) => void;
type MakeLanguage = () => Option;

const format = (): Option =>
  new Option('--format <name>', 'text or json (one object a line)').choices(['text', 'json']).default('text');

const repeat = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Today where nothing is given. */
async function instant(text: string | undefined): Promise<number> {
  const { instantOf, today } = await import('../instant.ts');
  return instantOf(text ?? today()).asOf;
}

/** Any time where nothing is given: an intruder can wait for a schedule. */
const anyTime = async (text: string | undefined): Promise<At> =>
  text === undefined ? { asOf: null, since: await instant(text) } : { asOf: await instant(text) };

const ANY_TIME = 'decide schedules at this instant (default: whatever passes at any time from today on)';
const CONTEXT = 'VDOM, vsys or context, where the file holds several';

function addDecide(firewall: Command, language: MakeLanguage, done: Done): void {
  firewall
    .command('decide')
    .description('what a firewall does with each packet: permit, deny or unknown, with the rule that decides')
    .requiredOption('--config <file>', 'configuration of the firewall')
    .requiredOption(
      '--packets <file>',
      'one JSON object a line: {"src","dst","proto","dport"}; - for standard input',
    )
    .option('--context <name>', CONTEXT)
    .option('--as-of <instant>', 'decide schedules at this instant (default: today, 00:00 in Japan)')
    .addOption(language())
    .action(async (flags: Common & { config: string; packets: string }) => {
      const { firewallDecide } = await import('./decide.ts');
      done(await firewallDecide({ ...flags, asOf: await instant(flags.asOf), language: flags.lang }));
    });
}

function addReach(firewall: Command, language: MakeLanguage, done: Done): void {
  firewall
    .command('reach')
    .description(
      'what gets from one segment to another, by rules and with a packet, through every firewall between',
    )
    .argument('[evidence]', 'folder of the evidence (default: the folder beside the site file)')
    .requiredOption('--site <file>', 'site file with segments and paths')
    .option('--from <segment>', 'name or role of a segment, or internet (default: each)')
    .option('--to <segment>', 'name or role of a segment, or internet (default: each)')
    .option('--service <service>', 'e.g. tcp/443, udp/53, icmp; may be repeated (default: any)', repeat, [])
    .option('--as-of <instant>', ANY_TIME)
    .addOption(format())
    .addOption(language())
    .action(
      async (
        evidence: string | undefined,
        flags: SiteFlags & { from?: string; to?: string; service: readonly string[] },
      ) => {
        const { firewallReach } = await import('./reach.ts');
        const at = await anyTime(flags.asOf);
        done(await firewallReach({ ...flags, ...(evidence && { evidence }), at, language: flags.lang }));
      },
    );
}

function addMatrix(firewall: Command, language: MakeLanguage, done: Done): void {
  firewall
    .command('matrix')
    .description('the table of segments: what the site file declares beside what the firewalls permit')
    .argument('[evidence]', 'folder of the evidence (default: the folder beside the site file)')
    .requiredOption('--site <file>', 'site file with segments, paths and flows')
    .option('--as-of <instant>', ANY_TIME)
    .addOption(format())
    .addOption(language())
    .action(async (evidence: string | undefined, flags: SiteFlags) => {
      const { firewallMatrix } = await import('./matrix.ts');
      const at = await anyTime(flags.asOf);
      done(await firewallMatrix({ ...flags, ...(evidence && { evidence }), at, language: flags.lang }));
    });
}

function addRules(firewall: Command, language: MakeLanguage, done: Done): void {
  firewall
    .command('rules')
    .description('rules that are shadowed, redundant, any-any, expired, disabled, unlogged or unused')
    .argument('<file>', 'configuration of the firewall')
    .option('--context <name>', CONTEXT)
    .option('--as-of <instant>', 'what has expired by this instant (default: today, 00:00 in Japan)')
    .addOption(format())
    .addOption(language())
    .action(async (file: string, flags: Common) => {
      const { firewallRules } = await import('./rules.ts');
      done(await firewallRules(file, { ...flags, asOf: await instant(flags.asOf), language: flags.lang }));
    });
}

function addDiff(firewall: Command, language: MakeLanguage, done: Done): void {
  firewall
    .command('diff')
    .description('traffic that a new rule base newly permits or denies')
    .argument('<old>', 'configuration before')
    .argument('<new>', 'configuration after')
    .option('--context <name>', CONTEXT)
    .option('--as-of <instant>', ANY_TIME)
    .addOption(format())
    .addOption(language())
    .action(async (before: string, after: string, flags: Common) => {
      const { firewallDiff } = await import('./diff.ts');
      const at = await anyTime(flags.asOf);
      done(await firewallDiff(before, after, { ...flags, at, language: flags.lang }));
    });
}

export function addFirewall(program: Command, language: MakeLanguage, done: Done): void {
  const firewall = program
    .command('firewall')
    .description('decide packets, reachability, rules and changes of firewalls');
  addDecide(firewall, language, done);
  addReach(firewall, language, done);
  addMatrix(firewall, language, done);
  addRules(firewall, language, done);
  addDiff(firewall, language, done);
  for (const command of firewall.commands) command.exitOverride();
}

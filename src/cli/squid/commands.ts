/** The `squid` commands of the command line. */
import { type Command, Option } from 'commander';
import type { Language } from '../../model/text.ts';
import type { FindFlags } from './query.ts';

interface Common {
  readonly lang: Language;
  readonly squidVersion?: string;
  readonly wholeFolder?: boolean;
}

type Done = (code: number) => void;

function shared(command: Command, language: () => Option): Command {
  return command
    .option('--squid-version <release>', 'release of Squid, e.g. 5.7 (default: all that take the file)')
    .option('--whole-folder', 'the folder holds every file that the configuration names')
    .addOption(language());
}

function addDecide(squid: Command, language: () => Option, done: Done): void {
  shared(squid.command('decide'), language)
    .description(
      'what Squid says to each request: allow, deny, challenge or unknown, with the line that decides',
    )
    .requiredOption('--config <file>', 'squid.conf; files that it names are looked for in its folder')
    .requiredOption(
      '--requests <file>',
      'one JSON object a line: {"src","method","url"}; - for standard input',
    )
    .option('--as-of <instant>', 'for requests without a time (default: today, 00:00 in Japan)')
    .action(async (flags: Common & { config: string; requests: string; asOf?: string }) => {
      const [{ squidDecide }, { instantOf, today }] = await Promise.all([
        import('./decide.ts'),
        import('../instant.ts'),
      ]);
      const { asOfText } = instantOf(flags.asOf ?? today());
      done(await squidDecide({ ...flags, asOf: asOfText, language: flags.lang }));
    });
}

function addFind(squid: Command, language: () => Option, done: Done): void {
  shared(squid.command('find'), language)
    .description('a request that Squid answers so, or the proof that there is none')
    .requiredOption('--config <file>', 'squid.conf; files that it names are looked for in its folder')
    .addOption(
      new Option('--verdict <verdict>', 'what Squid says to it')
        .choices(['allow', 'deny', 'challenge'])
        .makeOptionMandatory(),
    )
    .option('--src <cidr>', 'addresses of the client, e.g. 10.20.0.0/16')
    .option('--method <methods>', 'e.g. CONNECT, or !CONNECT for every other')
    .option('--port <ports>', 'e.g. 443, 1-1023, or !443 for every other')
    .option('--dst <host>', 'e.g. www.example.com, .example.com or 203.0.113.0/24')
    .option('--unauthenticated', 'without credentials')
    .option('--authenticated', "with some user's credentials")
    .option('--time <time>', "by the proxy's clock, e.g. 2026-11-02T09:00 (default: any)")
    .action(async (flags: Common & FindFlags & { config: string }) => {
      const { squidFind } = await import('./find.ts');
      done(await squidFind({ ...flags, language: flags.lang }));
    });
}

function addLint(squid: Command, language: () => Option, done: Done): void {
  shared(squid.command('lint'), language)
    .description('what is written and not in force, or does something else than it seems')
    .argument('<file...>', 'squid.conf')
    .addOption(
      new Option('--format <name>', 'text or json (one object a line)')
        .choices(['text', 'json'])
        .default('text'),
    )
    .action(async (files: readonly string[], flags: Common & { format: 'text' | 'json' }) => {
      const { squidLint } = await import('./lint.ts');
      done(await squidLint(files, { ...flags, language: flags.lang }));
    });
}

export function addSquid(program: Command, language: () => Option, done: Done): void {
  const squid = program
    .command('squid')
    .description('decide, prove and lint the access rules of a squid.conf');
  addDecide(squid, language, done);
  addFind(squid, language, done);
  addLint(squid, language, done);
  for (const command of squid.commands) command.exitOverride();
}

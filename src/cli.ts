/** The command line: arguments in, one of the commands run, an exit code out. */
import { basename, resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { argumentErrorInJapanese } from './cli/argument-errors.ts';
import { addCollect } from './cli/collect/commands.ts';
import { errorCode, Failure } from './cli/failure.ts';
import { addFirewall } from './cli/firewall/commands.ts';
import { discardUnfinished } from './cli/output.ts';
import { addRsop } from './cli/rsop/commands.ts';
import { addSquid } from './cli/squid/commands.ts';
import type { Language } from './model/text.ts';
import { printable } from './report/escape.ts';
import { EXIT } from './report/verdict.ts';

interface Common {
  readonly lang: Language;
}

interface ScanFlags extends Common {
  readonly site?: string;
  readonly format: readonly string[];
  readonly control: readonly string[];
  readonly asOf?: string;
  readonly jobs?: string;
  readonly color: boolean;
  readonly quiet?: boolean;
  readonly exitZero?: boolean;
}

/** Columns where no terminal tells. */
const DEFAULT_WIDTH = 150;

function defaultLanguage(): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return /^ja/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'ja' : 'en';
}

const repeat = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const wantsColour = (flag: boolean): boolean =>
  flag && process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';

const width = (): number => process.stdout.columns || DEFAULT_WIDTH;

/** Commands are loaded when they run, so that none pays for the others. */
async function runScan(evidence: string, flags: ScanFlags, version: string): Promise<number> {
  const [{ scan }, { scanArguments }, { loadSite }, { progress }] = await Promise.all([
    import('./cli/scan.ts'),
    import('./cli/arguments.ts'),
    import('./cli/site.ts'),
    import('./cli/progress.ts'),
  ]);
  const given = scanArguments(flags);
  const site = await loadSite(flags.site ?? null, basename(resolve(evidence)));
  const { summary } = await scan({
    ...given,
    evidence,
    site,
    language: flags.lang,
    colour: wantsColour(flags.color),
    width: width(),
    version,
    progress: progress(flags.lang, flags.quiet === true),
  });
  return flags.exitZero ? EXIT.compliant : summary.exitCode;
}

const languageOption = (): Option =>
  new Option('--lang <language>', 'language of the output').choices(['ja', 'en']).default(defaultLanguage());

function addScan(program: Command, version: string, done: (code: number) => void): void {
  program
    .command('scan')
    .description('check a folder of exported evidence and print the matrix')
    .argument('<evidence>', 'folder with one folder a host or proxy')
    .option('--site <file>', 'site file (uchibori.yaml)')
    .option(
      '--format <name[:path]>',
      'table, json or jsonl; repeatable; without a path to standard output',
      repeat,
      [],
    )
    .option('--control <ids>', 'only these controls or sets, e.g. E or E-7b,C-2a; repeatable', repeat, [])
    .option('--as-of <instant>', 'judge as at this ISO 8601 instant (default: today, 00:00 in Japan)')
    .option('--jobs <n>', 'worker threads (default: one a core)')
    .option('--no-color', 'no colours even on a terminal')
    .option('--quiet', 'no progress on standard error')
    .option('--exit-zero', 'exit 0 whatever the verdict; errors keep their codes')
    .addOption(languageOption())
    .action(async (evidence: string, flags: ScanFlags) => done(await runScan(evidence, flags, version)));
}

function addInspect(program: Command, done: (code: number) => void): void {
  program
    .command('inspect')
    .description('show what files are: kind, encoding, target, lines understood, the facts read')
    .argument('<file...>')
    .option('--format <name>', 'text or json', 'text')
    .option('--all', 'show every fact, not the first 40 a file')
    .addOption(languageOption())
    .action(async (files: readonly string[], flags: Common & { format: string; all?: boolean }) => {
      const { inspect } = await import('./cli/inspect.ts');
      done(await inspect(files, { language: flags.lang, format: flags.format, all: flags.all === true }));
    });
}

function addCatalogueCommands(program: Command, done: (code: number) => void): void {
  program
    .command('explain')
    .description('explain a control: objective, settings, evidence, remediation, mappings')
    .argument('<control>', 'e.g. E-7b')
    .addOption(languageOption())
    .action(async (id: string, flags: Common) => {
      const { explainControl } = await import('./cli/catalogue.ts');
      done(explainControl(id, flags.lang));
    });
  program
    .command('list')
    .description('list controls, checks, evidence or formats')
    .argument('<what>', 'controls, checks, evidence or formats')
    .option('--format <name>', 'text or json', 'text')
    .addOption(languageOption())
    .action(async (what: string, flags: Common & { format: string }) => {
      const { listThings } = await import('./cli/catalogue.ts');
      done(listThings(what, flags.format, flags.lang));
    });
}

function addInit(program: Command, done: (code: number) => void): void {
  program
    .command('init')
    .description('write a commented site file, filled with what the evidence shows')
    .argument('<evidence>', 'folder with one folder a host or proxy')
    .option('--out <file>', 'where to write it; - for standard output', 'uchibori.yaml')
    .option('--force', 'overwrite')
    .addOption(languageOption())
    .action(async (evidence: string, flags: Common & { out: string; force?: boolean }) => {
      const { init } = await import('./cli/init.ts');
      done(await init(evidence, { language: flags.lang, out: flags.out, force: flags.force === true }));
    });
}

function buildProgram(version: string, language: Language, done: (code: number) => void): Command {
  const program = new Command('uchibori')
    .description("Checks Windows, Squid and firewall exports against IPA's 2014 system design guide.")
    .version(version, '-V, --version')
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({
      outputError: (text, write) => {
        const said = language === 'ja' ? argumentErrorInJapanese(text.trimEnd()) : text.trimEnd();
        write(`${said.split('\n').map(printable).join('\n')}\n`);
      },
    });
  addScan(program, version, done);
  addInspect(program, done);
  addCatalogueCommands(program, done);
  addInit(program, done);
  addSquid(program, languageOption, done);
  addFirewall(program, languageOption, done);
  addRsop(program, languageOption, done);
  addCollect(program, languageOption, done);
  for (const command of program.commands) command.exitOverride();
  return program;
}

const say = (text: string): void => {
  process.stderr.write(`uchibori: ${printable(text)}\n`);
};

function languageOf(args: readonly string[]): Language {
  const at = args.findIndex((a) => a === '--lang' || a.startsWith('--lang='));
  const word = at < 0 ? '' : (args[at]?.split('=')[1] ?? args[at + 1] ?? '');
  return word === 'ja' || word === 'en' ? word : defaultLanguage();
}

/** One line a failure, in the user's language; a bug keeps its stack. */
function report(thrown: unknown, args: readonly string[]): number {
  const language = languageOf(args);
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.compliant : EXIT.usage;
  if (thrown instanceof Failure) {
    for (const line of thrown.lines) say(line[language]);
    return thrown.exitCode;
  }
  if (errorCode(thrown) === 'EPIPE') return EXIT.io;
  say(
    language === 'ja'
      ? '内部エラー。次の内容を添えて知らせてほしい'
      : 'internal error; please report what follows',
  );
  process.stderr.write(`${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`);
  return EXIT.internal;
}

function onInterrupt(): void {
  discardUnfinished();
  process.exit(EXIT.interrupted);
}

/** Commands that compute long and write no file, and one that answers signals itself. */
const OWN_SIGNALS: ReadonlySet<string> = new Set(['squid', 'firewall', 'rsop', 'collect']);

/** Runs the program; sets the process's exit code. */
export async function main(args: readonly string[], version: string): Promise<void> {
  // A proof keeps the thread busy, so that no handler would run.
  if (!OWN_SIGNALS.has(args[0] ?? ''))
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, onInterrupt);
  process.stdout.on('error', (error) => {
    discardUnfinished();
    const why = errorCode(error);
    // Nobody reads a closed pipe: there is nothing to tell.
    if (why !== 'EPIPE')
      say(
        languageOf(args) === 'ja'
          ? `標準出力に書けない (${why})`
          : `standard output cannot be written (${why})`,
      );
    process.exit(EXIT.io);
  });
  try {
    const program = buildProgram(version, languageOf(args), (code) => {
      process.exitCode = code;
    });
    await program.parseAsync(args, { from: 'user' });
  } catch (thrown) {
    discardUnfinished();
    process.exitCode = report(thrown, args);
  }
}

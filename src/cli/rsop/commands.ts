/** The `rsop` command of the command line. */
import { type Command, Option } from 'commander';
import type { Language } from '../../model/text.ts';

interface Flags {
  readonly bundle: string;
  readonly computer?: string;
  readonly user?: string;
  readonly why: readonly string[];
  readonly site?: string;
  readonly address?: string;
  readonly wmi: readonly string[];
  readonly format: 'text' | 'json';
  readonly lang: Language;
}

const repeat = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Adds `uchibori rsop`. */
export function addRsop(program: Command, language: () => Option, done: (code: number) => void): void {
  program
    .command('rsop')
    .description(
      'which GPOs reach a computer or a user, and what each setting comes to: winner, losers and why; without a name, the GPOs of the domain and what is wrong with them',
    )
    .requiredOption('--bundle <folder>', 'folder that `collect ad` wrote, or other evidence of a domain')
    .option('--computer <name>', 'name, DNS name, SID or DN of the computer')
    .option('--user <name>', 'name, SID or DN of the user')
    .option(
      '--why <setting>',
      'only this setting, as a picture of its way through the GPOs: a registry path, the constant of a user right, a group, a part of a name; repeatable',
      repeat,
      [],
    )
    .option('--site <name>', 'AD site of the computer (default: by --address, else every site counts)')
    .option('--address <ip>', 'address of the computer, which tells its site')
    .option(
      '--wmi <filter=true|false>',
      'whether a WMI filter holds, by its name or id; repeatable',
      repeat,
      [],
    )
    .addOption(new Option('--format <name>', 'text or json').choices(['text', 'json']).default('text'))
    .addOption(language())
    .action(async (flags: Flags) => {
      const { rsop } = await import('./run.ts');
      done(await rsop({ ...flags, language: flags.lang }));
    });
}

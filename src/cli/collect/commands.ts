/** The `collect` commands of the command line. */
import type { Command, Option } from 'commander';
import type { Language } from '../../model/text.ts';
import type { CollectFlags } from './run.ts';

interface Flags extends Omit<CollectFlags, 'language'> {
  readonly lang: Language;
}

/** Adds `uchibori collect ad`. */
export function addCollect(program: Command, language: () => Option, done: (code: number) => void): void {
  const collect = program.command('collect').description('collect evidence over the network');
  collect
    .command('ad')
    .description('a domain: its directory by LDAPS or StartTLS, its SYSVOL; an ordinary user will do')
    .requiredOption('--url <url>', 'ldaps://dc01.example.test, or ldap://dc01.example.test with --starttls')
    .requiredOption('--user <name>', 'who reads: user@domain or DOMAIN\\user; the password is asked for')
    .requiredOption(
      '--out <folder>',
      'evidence folder, new or with folders of hosts; the domain gets one of its own',
    )
    .option(
      '--password-file <file>',
      'file with the password, readable by its owner only; or set UCHIBORI_PASSWORD',
    )
    .option('--ca <file>', 'PEM of the authority that signed the certificate of the controller')
    .option('--servername <name>', 'the name the certificate must have, where the URL has another')
    .option('--starttls', 'secure a connection to ldap:// before anything is sent')
    .option(
      '--sysvol <folder>',
      'SYSVOL as a folder, a UNC path or a bundle (default: by smbclient, where it is installed)',
    )
    .option('--no-sysvol', 'leave SYSVOL out')
    .option('--timeout <seconds>', 'how long to wait for each answer', '60')
    .option('--page-size <n>', 'entries a page', '500')
    .option('--force', 'replace an earlier collection of the domain, once this one is there')
    .option('--quiet', 'no progress on standard error')
    .addOption(language())
    .action(async (flags: Flags) => {
      const { collect: run } = await import('./run.ts');
      done(await run({ ...flags, language: flags.lang }));
    });
  for (const command of collect.commands) command.exitOverride();
}

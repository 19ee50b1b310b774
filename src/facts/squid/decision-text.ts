/** Sentences of decisions. */
import type { Bilingual } from '../../model/text.ts';
import type { SquidProgram } from './program.ts';
import type { SquidVerdict } from './request.ts';
import type { Ending } from './walk.ts';

const MAX_NAMES = 5;

/** An ACL and where it stands. */
function aclText(program: SquidProgram, name: string): string {
  const at = program.acls.get(name)?.at[0];
  return at ? `${name} (${at.file}:${at.line})` : name;
}

const listed = (names: readonly string[]): string =>
  names.slice(0, MAX_NAMES).join(', ') + (names.length > MAX_NAMES ? ', …' : '');

export const tooMany = (directive: string): Bilingual => ({
  ja: `${directive} の結果が未知の条件に依存しすぎて、たどりきれない`,
  en: `${directive} hangs on more unknown conditions than can be followed`,
});

/** `forwarded`: it is not known either how far X-Forwarded-For is trusted. */
export function undecided(program: SquidProgram, names: readonly string[], forwarded: boolean): Bilingual {
  const acls = [...names.map((n) => aclText(program, n)), ...(forwarded ? ['follow_x_forwarded_for'] : [])];
  return {
    ja: `動作中のプロキシにしか分からない条件で結果が変わる: ${listed(acls)}`,
    en: `hangs on what only the running proxy knows: ${listed(acls)}`,
  };
}

const SAID: Readonly<Record<SquidVerdict, Bilingual>> = {
  allow: { ja: '許可する', en: 'allowed' },
  deny: { ja: '拒否する', en: 'denied' },
  challenge: { ja: '認証を求める', en: 'asked for credentials' },
  unknown: { ja: '決まらない', en: 'not decided' },
};

function whereText({ row, answer, last }: Ending, directive: string): Bilingual {
  if (row) {
    const at = `${row.at.file}:${row.at.line} ${row.at.text}`;
    if (answer === 'challenge' && last) {
      return { ja: `${at} の ${last.name} が認証情報を要する`, en: `${at}: ${last.name} needs credentials` };
    }
    return { ja: `${at} に当てはまる`, en: `matches ${at}` };
  }
  return {
    ja: `${directive} のどの行にも当てはまらない (最後の行の逆になる。行がなければ拒否)`,
    en: `matches no row of ${directive} (the opposite of the last row; deny without rows)`,
  };
}

/** `same`: the one row decides whatever is unknown. */
export function ending(directive: string, verdict: SquidVerdict, end: Ending, same: boolean): Bilingual {
  const said = SAID[verdict];
  if (!same) {
    return {
      ja: `どの行に当てはまるかは決まらないが、いずれにせよ${said.ja}`,
      en: `which row it matches is not known, but it is ${said.en} either way`,
    };
  }
  const where = whereText(end, directive);
  const again = verdict === 'challenge' && end.answer === 'deny';
  return {
    ja: `${where.ja}: ${again ? '最後に調べた ACL が認証なので、' : ''}${said.ja}`,
    en: `${where.en}: ${said.en}${again ? ', as the ACL asked last is one of users' : ''}`,
  };
}

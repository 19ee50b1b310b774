/** Exit codes, from the table the program uses. */
import type { Bilingual } from '../../src/model/text.ts';
import { EXIT } from '../../src/report/verdict.ts';
import { NOTE, row } from './markdown.ts';

const MEANING: Readonly<Record<keyof typeof EXIT, Bilingual>> = {
  compliant: {
    ja: '数える統制がすべて適合、対象外、または受け入れた逸脱 (許容) だけの不適合',
    en: 'every control that counts passes, does not apply, or fails in nothing but accepted deviations (waived)',
  },
  nonCompliant: { ja: '不適合の統制がある', en: 'some control fails' },
  undecided: {
    ja: '不適合はないが、判定できない統制がある',
    en: 'nothing fails, but some control is undecided',
  },
  usage: { ja: '引数の誤り', en: 'wrong arguments' },
  badInput: { ja: 'サイト ファイルなどの入力の誤り', en: 'an input such as the site file is wrong' },
  missingInput: { ja: '指定したファイルやフォルダがない', en: 'a file or folder named does not exist' },
  internal: { ja: 'プログラムの内部エラー', en: 'an internal error of the program' },
  io: { ja: '読み書きの失敗', en: 'reading or writing failed' },
  interrupted: { ja: '中断された', en: 'interrupted' },
};

const rows = (Object.keys(EXIT) as (keyof typeof EXIT)[]).map((name) =>
  row([String(EXIT[name]), MEANING[name].ja, MEANING[name].en]),
);

export const exitCodesPage = (): string =>
  [
    NOTE,
    '# 終了コード / Exit codes',
    '',
    row(['code', '意味', 'meaning']),
    row(['---', '---', '---']),
    ...rows,
    '',
    '`--exit-zero` を付けると 1 と 2 の代わりに 0 で終わる。誤りのコードは変わらない。',
    '',
    'With `--exit-zero`, 0 takes the place of 1 and 2; the codes of errors stay.',
    '',
    '`uchibori squid` では、0 は `find` でないと証明できた、`lint` で何もない、`decide` ですべて決まった。1 は `find` で見つかった、`lint` で何かある。2 は決まらないものがある。',
    '',
    'Of `uchibori squid`, 0: `find` proved that there is none, `lint` has nothing to say, `decide` decided all; 1: `find` found one, `lint` has something to say; 2: something is undecided.',
    '',
    '`uchibori rsop` では、0 は尋ねたことがすべて確かである。2 は確かでないものがある。64 は引数の誤り (設定の名前として分からない `--why`、証拠にない WMI フィルターなど)、65 は同じドメインが証拠に二重にある、66 はドメイン、コンピューター、ユーザーが証拠にない。',
    '',
    'Of `uchibori rsop`, 0: all that was asked for is sure; 2: something of it is not; 64: wrong arguments (a `--why` that is no name of a setting, a WMI filter that the evidence does not hold); 65: the evidence holds one domain twice; 66: it holds no such domain, computer or user.',
    '',
    '`uchibori collect ad` では、0 はすべて読めた。2 は一部だけで、何が欠けているかは採取したものに書いてある。64 は引数やパスワードの渡し方の誤り、65 は `--ca` が PEM でない、66 は指定したファイルがない、74 はつながらない、認証に失敗した、最初の応答の前に切れた、書けない、130 は中断された (それまでに読めたものは残る)。',
    '',
    'Of `uchibori collect ad`, 0: everything was read; 2: a part of it, and the bundle says what is missing; 64: wrong arguments, or a password given in a wrong way; 65: `--ca` is no PEM; 66: a file named does not exist; 74: no connection, a logon refused, a connection lost before the first answer, or writing failed; 130: interrupted (what was read until then is kept).',
    '',
  ].join('\n');

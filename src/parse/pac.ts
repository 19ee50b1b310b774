/** A proxy auto-config file: asked many questions in the sandbox, and searched for reasons to doubt that they suffice. */
import { oncePer } from '../facts/once.ts';
import type { PacDecision, PacHop, PacSection } from '../facts/proxy-settings.ts';
import type { Evidence, Problem } from '../model/evidence.ts';
import type { Bilingual } from '../model/text.ts';
import { firstQuestions, followUps, literalCount, MAX_LITERALS, type Question } from './pac-probes.ts';
import { isRoute, markOf, type PacToken, pacTokens, textDoubts, withMarks } from './pac-text.ts';
import type { PacAnswers, PacEngine, ParseContext, Parsed, Parser } from './parser.ts';
import { locate, problem, splitLines } from './parser.ts';

const MAX_TEXT = 1_000_000;
/** Questions kept as facts for each outcome; the rest say the same. */
const MAX_DECISIONS = 400;
const MAX_FOLLOW_UPS = 4000;

const HOP = /^(PROXY|HTTP|HTTPS|SOCKS|SOCKS4|SOCKS5)\s+(\[[0-9a-f:]+\]|[^\s:;]+)(?::(\d{1,5}))?$/i;
const DEFAULT_PORT: Readonly<Record<string, number>> = { PROXY: 80, HTTP: 80, HTTPS: 443 };

function hopOf(text: string): PacHop | null {
  if (/^DIRECT$/i.test(text)) return { kind: 'DIRECT', host: null, port: null };
  const [, word, host, port] = HOP.exec(text) ?? [];
  if (!word || !host) return null;
  const kind = word.toUpperCase() as PacHop['kind'];
  return { kind, host: host.toLowerCase(), port: port ? Number(port) : (DEFAULT_PORT[kind] ?? 1080) };
}

/** The route of an answer; null where a part of it is none. An empty answer is DIRECT, as browsers take it. */
export function routeOf(answer: string): readonly PacHop[] | null {
  const parts = answer
    .split(';')
    .map((p) => p.trim())
    .filter((p) => p !== '');
  const hops = parts.map(hopOf);
  if (hops.length === 0) return [{ kind: 'DIRECT', host: null, port: null }];
  return hops.some((h) => h === null) ? null : (hops as PacHop[]);
}

interface Round {
  readonly questions: readonly Question[];
  readonly answers: PacAnswers;
}

async function ask(engine: PacEngine, text: string, questions: readonly Question[]): Promise<Round> {
  return {
    questions,
    answers: await engine.evaluate(
      text,
      questions.map((q) => q.probe),
    ),
  };
}

const say = (ja: string, en: string): Bilingual => ({ ja, en });

const URL_SHOWN = 120;

/** Answers that browsers cannot use, and questions at which the script failed. */
function answerDoubts({ questions, answers }: Round): Bilingual[] {
  const out: Bilingual[] = [];
  if (answers.failure !== null) {
    out.push(say(`PAC を実行できない: ${answers.failure}`, `the PAC cannot be run: ${answers.failure}`));
  }
  const bad = questions.findIndex((_, i) => {
    const answer = answers.answers[i];
    return answers.failure === null && (answer == null || routeOf(answer) === null);
  });
  const url = questions[bad]?.probe.url.slice(0, URL_SHOWN);
  if (url !== undefined) {
    out.push(
      say(
        `${url} に対して経路として読めない答えを返すか失敗する`,
        `fails for ${url}, or returns what is no list of routes`,
      ),
    );
  }
  const asked = new Set(answers.asked.flat());
  if (asked.has('time')) {
    out.push(say('日時によって経路を変える', 'the route depends on the time'));
  }
  if (asked.has('random')) {
    out.push(say('乱数によって経路を変える', 'the route depends on chance'));
  }
  return out;
}

/** Literals that name a route and that no answer came from: branches that were not tried. */
async function unreached(
  engine: PacEngine,
  text: string,
  tokens: readonly PacToken[],
  plain: Round,
): Promise<Bilingual[]> {
  const routes = tokens.filter(isRoute);
  if (routes.length === 0) {
    return [say('経路の名前が文字列として書かれていない', 'no route is written out as a string')];
  }
  const marked = await ask(engine, withMarks(text, routes), plain.questions);
  const seen = marked.answers.answers.map((a) => a ?? '').join('\n');
  const same = marked.answers.answers.every(
    (a, i) => (a?.replace(/;#\d+#/g, '') ?? null) === plain.answers.answers[i],
  );
  const missed = routes.find((_, index) => !seen.includes(markOf(index)));
  if (same && !missed) return [];
  const line = text.slice(0, missed?.at ?? 0).split('\n').length;
  return [
    say(
      `${line} 行目の経路にどの問い合わせも届かなかった。そこへ至る条件が試せていない`,
      `no question reached the route on line ${line}: what leads there was not tried`,
    ),
  ];
}

const decisionsOf = ({ questions, answers }: Round): PacDecision[] =>
  questions.flatMap(({ probe, scope }, i) => {
    const answer = answers.answers[i];
    const route = answer == null ? null : routeOf(answer);
    if (!route) return [];
    const { url, host } = probe;
    return [{ url, host, scope, route, conditional: (answers.asked[i] ?? []).length > 0 }];
  });

/** One decision for each scope and outcome comes first, so that a limit cannot hide an outcome. */
function representative(all: readonly PacDecision[]): PacDecision[] {
  const kinds = new Set<string>();
  const isNew = (d: PacDecision): boolean => {
    const key = JSON.stringify([d.scope, d.conditional, d.route]);
    return !kinds.has(key) && kinds.add(key) !== undefined;
  };
  const first = all.filter(isNew);
  const named = all.filter((d) => d.scope === 'named' && !first.includes(d));
  return [...first, ...named, ...all.filter((d) => d.scope !== 'named' && !first.includes(d))].slice(
    0,
    Math.max(MAX_DECISIONS, first.length + named.length),
  );
}

type Studied = Pick<PacSection, 'decisions' | 'doubts'>;

async function study(text: string, engine: PacEngine, at: number): Promise<Studied> {
  const tokens = pacTokens(text);
  const first = await ask(engine, text, firstQuestions(tokens, at));
  const more = first.questions
    .flatMap((q, i) => followUps(q, first.answers.asked[i] ?? [], tokens))
    .slice(0, MAX_FOLLOW_UPS);
  const second = more.length > 0 && first.answers.failure === null ? await ask(engine, text, more) : null;
  const questions = second ? [...first.questions, ...second.questions] : first.questions;
  const all: Round = {
    questions,
    answers: second
      ? {
          answers: [...first.answers.answers, ...second.answers.answers],
          asked: [...first.answers.asked, ...second.answers.asked],
          failure: second.answers.failure,
        }
      : first.answers,
  };
  const loaded = all.answers.failure === null;
  const doubts = [
    ...answerDoubts(all),
    ...textDoubts(tokens),
    ...(loaded ? await unreached(engine, text, tokens, all) : []),
    ...(literalCount(tokens) > MAX_LITERALS || more.length >= MAX_FOLLOW_UPS
      ? [say('名前が多すぎて全部は試していない', 'lists more names than were tried')]
      : []),
  ];
  return { decisions: loaded ? representative(decisionsOf(all)) : [], doubts };
}

const MAX_KEPT = 16;
const studiesOf = oncePer((_: PacEngine) => new Map<string, Promise<Studied>>());

/** Many hosts export the same PAC, and a scan reads one twice: the last few are not asked again. */
function studyOnce(text: string, engine: PacEngine, at: number): Promise<Studied> {
  const kept = studiesOf(engine);
  const key = `${at}\n${text}`;
  const studied = kept.get(key) ?? study(text, engine, at);
  kept.set(key, studied);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  return studied;
}

const NO_ENGINE: Bilingual = {
  ja: 'PAC を実行する仕組みがない',
  en: 'there is nothing to run the PAC with',
};

const TOO_LONG: Bilingual = { ja: 'PAC が 1 MB を超えるため実行しない', en: 'over 1 MB: the PAC is not run' };

const problemsOf = (evidence: Evidence, doubts: readonly Bilingual[]): Problem[] =>
  doubts.map((d) => problem(evidence, 1, d, false));

async function parse(evidence: Evidence, context: ParseContext): Promise<Parsed> {
  const { text } = evidence;
  const runnable = context.pacEngine !== null && text.length <= MAX_TEXT;
  const engine = runnable && context.pacEngine ? await context.pacEngine() : null;
  const studied = engine
    ? await studyOnce(text, engine, context.asOf)
    : { decisions: [], doubts: [context.pacEngine === null ? NO_ENGINE : TOO_LONG] };
  const lines = splitLines(text).length;
  const ran = studied.decisions.length > 0;
  return {
    kind: 'pac',
    sections: { pac: { ...studied, at: locate(evidence, functionLine(text), 'FindProxyForURL') } },
    lines: { understood: ran ? lines : 0, irrelevant: 0, notUnderstood: ran ? 0 : lines },
    notUnderstood: [],
    intact: 'cannot-tell',
    problems: problemsOf(evidence, studied.doubts),
  };
}

const DEFINITION =
  /\bfunction\s{1,20}FindProxyForURL(?:Ex)?\s{0,20}\(|\bFindProxyForURL\s{0,20}=\s{0,20}(?:function\b|\()/;

const functionLine = (text: string): number => {
  const at = DEFINITION.exec(text)?.index ?? 0;
  return text.slice(0, at).split('\n').length;
};

export const pac: Parser = {
  kind: 'pac',
  recognise: (evidence) =>
    evidence.encoding !== 'binary' && DEFINITION.test(evidence.text.slice(0, MAX_TEXT)),
  parse,
};

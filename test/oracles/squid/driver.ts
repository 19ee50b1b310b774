/** Answers cases from standard input, one JSON object a line. Runs in namespaces of its own (see ../squid.ts). */
import readline from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SquidRequest } from '../../../src/facts/squid/request.ts';
import type { OracleAnswer, OracleCase, OracleResult, OracleVerdict } from './case.ts';
import { type Reply, send } from './client.ts';
import { configure, fresh, openSquid, type Squid, stopSquid } from './process.ts';
import { openWorld } from './world.ts';

const PARALLEL = 32;

let lastId = 0;

interface Answered {
  readonly reply: Reply;
  readonly row: number | null;
}

/** The row that decided, from what Squid says of each ACL it asks. -1: it stopped there to ask for credentials. */
function rowOf(log: string): number | null {
  const last = [...log.matchAll(/checked: http_access#(\d+) = -?1$/gm)].at(-1)?.[1];
  if (last !== undefined) return Number(last);
  return log.includes('checked: http_access') ? 0 : null;
}

/** Other lists, such as follow_x_forwarded_for, are asked before. */
const ANSWERED = /checked: http_access.* answer \S+ for /s;

async function explained(squid: Squid, request: SquidRequest, id: number): Promise<Answered> {
  fresh(squid, 'cache.log');
  const reply = await send(request, id);
  let log = '';
  for (let i = 0; i < 20 && !ANSWERED.test(log); i++) {
    if (i > 0) await sleep(1);
    log += fresh(squid, 'cache.log');
  }
  return { reply, row: rowOf(log) };
}

async function together(requests: readonly SquidRequest[], from: number): Promise<readonly Answered[]> {
  const out: Answered[] = [];
  const queue = requests.entries();
  const work = async (): Promise<void> => {
    for (const [i, request] of queue) out[i] = { reply: await send(request, from + i), row: null };
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return out;
}

async function serially(
  squid: Squid,
  requests: readonly SquidRequest[],
  from: number,
): Promise<readonly Answered[]> {
  const out: Answered[] = [];
  for (const [i, request] of requests.entries()) out.push(await explained(squid, request, from + i));
  return out;
}

/** Result codes by the number of the request, as soon as there are as many as there were replies. */
async function tagsOf(squid: Squid, first: number, count: number): Promise<ReadonlyMap<number, string>> {
  const tags = new Map<number, string>();
  for (let i = 0; i < 400; i++) {
    for (const line of fresh(squid, 'access.log').split('\n')) {
      const [id = '', ...rest] = line.split(' ');
      if (/^\d+$/.test(id) && Number(id) >= first) tags.set(Number(id), rest.join(' '));
    }
    if (tags.size >= count) break;
    await sleep(1);
  }
  return tags;
}

/** A reset is one of deny_info. Of what Squid cannot read it logs no number. */
function isLogged({ reply: { status, error, page } }: Answered): boolean {
  if (status === 0) return error === 'ECONNRESET';
  return status === 400 ? page === 'ERR_UNSUP_REQ' : status !== 405;
}

/** Pages that deny_info gives: the gates behind http_access use them too. */
const pagesOf = (conf: string): readonly string[] =>
  [...conf.matchAll(/^deny_info (\S+)/gm)].map(([, page = '']) => page);

function verdictOf({ reply }: Answered, tag: string, pages: readonly string[]): OracleVerdict {
  if (/^TCP_DENIED_REPLY/.test(tag)) return 'reply-deny';
  // A connection that is cut is logged with either no status or the one that Squid had in mind.
  if (/^TCP_DENIED\S* TCP_RESET/.test(tag)) return 'deny';
  if (/^TCP_DENIED[A-Z_]*\/40[71] /.test(tag)) return 'challenge';
  if (/^TCP_DENIED[A-Z_]*\//.test(tag)) return 'deny';
  const [, error = ''] = tag.split(' ');
  if (error === 'ERR_FORWARDING_DENIED' || pages.includes(error)) return 'miss-deny';
  if (reply.error !== null) return `error:${reply.error}`;
  // What Squid cannot read it logs without the headers, and so without the number; what it was asked to fetch is a miss.
  return tag === '' || /^NONE_NONE\S* ERR_(INVALID|UNSUP|PROTOCOL|TOO_BIG)/.test(tag) ? 'refused' : 'allow';
}

async function answer(squid: Squid, oracleCase: OracleCase): Promise<OracleResult> {
  const error = await configure(squid, oracleCase);
  if (error !== null) return { ok: false, error };
  const { requests, explain } = oracleCase;
  const first = lastId;
  lastId += requests.length;
  const from = new Date().toISOString();
  const answered = await (explain ? serially(squid, requests, first) : together(requests, first));
  const to = new Date().toISOString();
  const tags = await tagsOf(squid, first, answered.filter(isLogged).length);
  const pages = pagesOf(oracleCase.conf);
  const answers = answered.map((a, i): OracleAnswer => {
    return { verdict: verdictOf(a, tags.get(first + i) ?? '', pages), row: a.row, status: a.reply.status };
  });
  return { ok: true, answers, from, to };
}

async function main(): Promise<void> {
  await openWorld();
  const squid = openSquid(process.env.ORACLE_FOLDER ?? '');
  process.stdout.write('{"ready":true}\n');
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const result = await answer(squid, JSON.parse(line) as OracleCase);
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
  await stopSquid(squid);
  process.exit(0);
}

await main();

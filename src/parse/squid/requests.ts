/** Requests to be decided: one JSON object a line. */
import * as z from 'zod/mini';
import { parseIpAddress } from '../../facts/ip-address.ts';
import type { SquidRequest } from '../../facts/squid/request.ts';
import type { Bilingual } from '../../model/text.ts';

const address = z.string().check(z.refine((text) => parseIpAddress(text) !== null));
const word = z.string().check(z.minLength(1));
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

const request = z.strictObject({
  src: address,
  method: word,
  url: word,
  user: z.optional(word),
  headers: z.optional(z.record(z.string(), z.string())),
  time: z.optional(z.string().check(z.regex(ISO))),
  listener: z.optional(
    z.strictObject({
      ip: z.optional(address),
      port: z.optional(z.int().check(z.minimum(1), z.maximum(65535))),
      name: z.optional(word),
    }),
  ),
});

export type ReadRequests =
  | { readonly ok: true; readonly requests: readonly SquidRequest[] }
  /** `line` is 1-based. */
  | { readonly ok: false; readonly line: number; readonly because: Bilingual };

const NOT_JSON: Bilingual = {
  ja: 'JSON ではない。1 行に 1 個の要求を {"src","method","url"} の形で書く',
  en: 'is not JSON; write one request a line as {"src","method","url"}',
};

const EXPECTED: Readonly<Record<string, string>> = {
  src: '192.0.2.10',
  method: 'GET',
  url: 'http://www.example.com/',
  user: 'taro',
  headers: '{"User-Agent": "curl/8.5"}',
  time: '2026-11-02T09:00:00+09:00',
  listener: '{"ip": "192.0.2.1", "port": 3128, "name": "main"}',
};

function faultOf(issue: z.core.$ZodIssue | undefined): Bilingual {
  const [key] = issue?.path ?? [];
  const example = typeof key === 'string' ? EXPECTED[key] : undefined;
  if (example) {
    return { ja: `${String(key)} は ${example} のように書く`, en: `write ${String(key)} as in ${example}` };
  }
  const known = Object.keys(EXPECTED).join(', ');
  return {
    ja: `要求の形ではない。書けるのは ${known} (src、method、url は必須)`,
    en: `is no request; its keys are ${known}, of which src, method and url are needed`,
  };
}

function json(line: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(line) };
  } catch {
    return null;
  }
}

/** Every line or none: the first bad one is told. Empty lines are left out. */
export function readRequests(text: string): ReadRequests {
  const requests: SquidRequest[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = json(line);
    if (!read) return { ok: false, line: i + 1, because: NOT_JSON };
    const parsed = z.safeParse(request, read.value);
    if (!parsed.success) return { ok: false, line: i + 1, because: faultOf(parsed.error.issues[0]) };
    requests.push(parsed.data as SquidRequest);
  }
  return { ok: true, requests };
}

/** Shell patterns as glob(7) reads them, matched in time of pattern × name: a pattern comes from the evidence. */

/** One step of a pattern: any run, or one character out of a test. */
type Step = 'any-run' | ((char: string) => boolean);

function bracket(body: string): (char: string) => boolean {
  const negated = /^[!^]/.test(body);
  const rest = negated ? body.slice(1) : body;
  const inSet = (char: string): boolean => {
    for (let i = 0; i < rest.length; i++) {
      const from = rest[i] ?? '';
      const isRange = rest[i + 1] === '-' && i + 2 < rest.length;
      const to = isRange ? (rest[i + 2] ?? '') : from;
      if (char >= from && char <= to) return true;
      if (isRange) i += 2;
    }
    return false;
  };
  return (char) => inSet(char) !== negated;
}

function steps(pattern: string): Step[] {
  const out: Step[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] ?? '';
    const close = char === '[' ? pattern.indexOf(']', i + 2) : -1;
    if (char === '*') {
      if (out.at(-1) !== 'any-run') out.push('any-run');
    } else if (char === '?') out.push(() => true);
    else if (close > 0) {
      out.push(bracket(pattern.slice(i + 1, close)));
      i = close;
    } else out.push((c) => c === char);
  }
  return out;
}

export const isGlob = (text: string): boolean => /[*?[]/.test(text);

/** Whether a name fits a pattern for one part of a path. A leading dot is matched by a dot alone. */
export function globMatch(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  const plan = steps(pattern);
  let p = 0;
  let n = 0;
  let runAt = -1;
  let retry = 0;
  while (n < name.length) {
    const step = plan[p];
    if (step === 'any-run') {
      runAt = p;
      p += 1;
      retry = n;
    } else if (step?.(name[n] ?? '')) {
      p += 1;
      n += 1;
    } else if (runAt >= 0) {
      p = runAt + 1;
      retry += 1;
      n = retry;
    } else return false;
  }
  while (plan[p] === 'any-run') p += 1;
  return p === plan.length;
}

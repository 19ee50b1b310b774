/** How far a scan is, on standard error, only where a person is looking. */
import type { Language } from '../model/text.ts';

export interface Progress {
  step(done: number, total: number): void;
  end(): void;
}

const INTERVAL_MS = 100;
const CLEAR = '\r\u001b[K';

export function progress(language: Language, quiet: boolean): Progress {
  if (quiet || !process.stderr.isTTY) return { step: () => {}, end: () => {} };
  let shown = 0;
  return {
    step(done, total) {
      const now = Date.now();
      if (now - shown < INTERVAL_MS) return;
      shown = now;
      process.stderr.write(`${CLEAR}${language === 'ja' ? '検査中' : 'checking'} ${done}/${total}`);
    },
    end: () => {
      process.stderr.write(CLEAR);
    },
  };
}

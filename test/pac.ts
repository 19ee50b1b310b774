/** The PAC engine as the CLI supplies it. */
import type { PacEngine } from '../src/parse/parser.ts';

export const pacEngine: (() => Promise<PacEngine>) | null = null;

/** Every check, by hand, in the order of the catalogue. A test compares this list with the files. */
import type { Check } from '../src/check/define-check.ts';
import e7b1 from './e/e-7b-1.ts';

export const CHECKS: readonly Check[] = [e7b1];

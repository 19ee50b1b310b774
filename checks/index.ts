/** Every check, by hand, in the order of the catalogue. A test compares this list with the files. */
import type { Check } from '../src/check/define-check.ts';
import a1s11 from './a/a-1-s1-1.ts';
import a1s31 from './a/a-1-s3-1.ts';
import a1s32 from './a/a-1-s3-2.ts';
import a1a1 from './a/a-1a-1.ts';
import a1a2 from './a/a-1a-2.ts';
import a1a3 from './a/a-1a-3.ts';
import a1a4 from './a/a-1a-4.ts';
import a1a5 from './a/a-1a-5.ts';
import a1a6 from './a/a-1a-6.ts';
import a1a21 from './a/a-1a2-1.ts';
import a1a22 from './a/a-1a2-2.ts';
import a1a23 from './a/a-1a2-3.ts';
import a1b1 from './a/a-1b-1.ts';
import a1b2 from './a/a-1b-2.ts';
import a1b3 from './a/a-1b-3.ts';
import a1b4 from './a/a-1b-4.ts';
import a1b5 from './a/a-1b-5.ts';
import a1b6 from './a/a-1b-6.ts';
import a1b7 from './a/a-1b-7.ts';
import a1b8 from './a/a-1b-8.ts';
import a1b9 from './a/a-1b-9.ts';
import b3a1 from './b/b-3a-1.ts';
import b3a2 from './b/b-3a-2.ts';
import b3an11 from './b/b-3a-n1-1.ts';
import b3an12 from './b/b-3a-n1-2.ts';
import b3an21 from './b/b-3a-n2-1.ts';
import b3b1 from './b/b-3b-1.ts';
import b3b2 from './b/b-3b-2.ts';
import b3b3 from './b/b-3b-3.ts';
import b3b4 from './b/b-3b-4.ts';
import b3b5 from './b/b-3b-5.ts';
import b3b6 from './b/b-3b-6.ts';
import b3b7 from './b/b-3b-7.ts';
import b3b8 from './b/b-3b-8.ts';
import bv1n11 from './b/b-v1-n1-1.ts';
import bv1n12 from './b/b-v1-n1-2.ts';
import bv1a1 from './b/b-v1a-1.ts';
import bv1a2 from './b/b-v1a-2.ts';
import c2a1 from './c/c-2a-1.ts';
import c2an11 from './c/c-2a-n1-1.ts';
import cv2a1 from './c/c-v2a-1.ts';
import cv2a2 from './c/c-v2a-2.ts';
import d4a1 from './d/d-4a-1.ts';
import d4a2 from './d/d-4a-2.ts';
import d4a3 from './d/d-4a-3.ts';
import d4a4 from './d/d-4a-4.ts';
import d4a5 from './d/d-4a-5.ts';
import d4a6 from './d/d-4a-6.ts';
import d4a7 from './d/d-4a-7.ts';
import d4a8 from './d/d-4a-8.ts';
import d4a9 from './d/d-4a-9.ts';
import d4b1 from './d/d-4b-1.ts';
import d4b2 from './d/d-4b-2.ts';
import d4b3 from './d/d-4b-3.ts';
import d4b4 from './d/d-4b-4.ts';
import d5s11 from './d/d-5-s1-1.ts';
import d5s12 from './d/d-5-s1-2.ts';
import d5s13 from './d/d-5-s1-3.ts';
import d5s14 from './d/d-5-s1-4.ts';
import d5s15 from './d/d-5-s1-5.ts';
import d5s16 from './d/d-5-s1-6.ts';
import d5s17 from './d/d-5-s1-7.ts';
import d5s18 from './d/d-5-s1-8.ts';
import d5s21 from './d/d-5-s2-1.ts';
import d5s22 from './d/d-5-s2-2.ts';
import d5a1 from './d/d-5a-1.ts';
import d5a2 from './d/d-5a-2.ts';
import d5a3 from './d/d-5a-3.ts';
import d5a4 from './d/d-5a-4.ts';
import d5a5 from './d/d-5a-5.ts';
import d5a6 from './d/d-5a-6.ts';
import d5a7 from './d/d-5a-7.ts';
import e7a1 from './e/e-7a-1.ts';
import e7a2 from './e/e-7a-2.ts';
import e7a3 from './e/e-7a-3.ts';
import e7a4 from './e/e-7a-4.ts';
import e7a5 from './e/e-7a-5.ts';
import e7b1 from './e/e-7b-1.ts';
import e7b2 from './e/e-7b-2.ts';
import e7c1 from './e/e-7c-1.ts';
import env3a1 from './e/e-nv3a-1.ts';
import env3a2 from './e/e-nv3a-2.ts';
import env3a3 from './e/e-nv3a-3.ts';
import env3a4 from './e/e-nv3a-4.ts';
import ev5a1 from './e/e-v5a-1.ts';
import ev5a2 from './e/e-v5a-2.ts';
import ev5a3 from './e/e-v5a-3.ts';
import ev5a4 from './e/e-v5a-4.ts';
import ev5a7 from './e/e-v5a-7.ts';
import f6a1 from './f/f-6a-1.ts';
import f6a2 from './f/f-6a-2.ts';
import f6b1 from './f/f-6b-1.ts';
import f6b3 from './f/f-6b-3.ts';
import f6c1 from './f/f-6c-1.ts';
import f6c2 from './f/f-6c-2.ts';
import f6c3 from './f/f-6c-3.ts';
import f6c4 from './f/f-6c-4.ts';
import f6c6 from './f/f-6c-6.ts';
import f6d1 from './f/f-6d-1.ts';
import f6d2 from './f/f-6d-2.ts';
import f6d3 from './f/f-6d-3.ts';
import f6d5 from './f/f-6d-5.ts';
import f6d6 from './f/f-6d-6.ts';
import f6d7 from './f/f-6d-7.ts';
import f6d8 from './f/f-6d-8.ts';
import f6e1 from './f/f-6e-1.ts';
import fnv4a1 from './f/f-nv4a-1.ts';
import fnv4a2 from './f/f-nv4a-2.ts';
import r2371 from './r/r-237-1.ts';
import rcmd1 from './r/r-cmd-1.ts';
import rcmd2 from './r/r-cmd-2.ts';
import rcmd3 from './r/r-cmd-3.ts';
import rcmd4 from './r/r-cmd-4.ts';
import rlsn1 from './r/r-lsn-1.ts';
import rlsn2 from './r/r-lsn-2.ts';
import rlsn3 from './r/r-lsn-3.ts';
import x11 from './x/x-1-1.ts';
import x12 from './x/x-1-2.ts';
import x13 from './x/x-1-3.ts';
import x21 from './x/x-2-1.ts';
import x22 from './x/x-2-2.ts';
import x23 from './x/x-2-3.ts';
import x24 from './x/x-2-4.ts';
import x25 from './x/x-2-5.ts';
import x26 from './x/x-2-6.ts';
import x41 from './x/x-4-1.ts';
import x42 from './x/x-4-2.ts';
import x43 from './x/x-4-3.ts';
import x51 from './x/x-5-1.ts';
import x52 from './x/x-5-2.ts';
import x53 from './x/x-5-3.ts';
import x54 from './x/x-5-4.ts';
import x55 from './x/x-5-5.ts';
import x56 from './x/x-5-6.ts';
import x57 from './x/x-5-7.ts';
import x58 from './x/x-5-8.ts';
import x59 from './x/x-5-9.ts';
import x510 from './x/x-5-10.ts';

export const CHECKS: readonly Check[] = [
  a1a1,
  a1a2,
  a1a3,
  a1a4,
  a1a5,
  a1a6,
  a1a21,
  a1a22,
  a1a23,
  a1b1,
  a1b2,
  a1b3,
  a1b4,
  a1b5,
  a1b6,
  a1b7,
  a1b8,
  a1b9,
  a1s11,
  a1s31,
  a1s32,
  b3a1,
  b3a2,
  b3an11,
  b3an12,
  b3an21,
  b3b1,
  b3b2,
  b3b3,
  b3b4,
  b3b5,
  b3b6,
  b3b7,
  b3b8,
  bv1a1,
  bv1a2,
  bv1n11,
  bv1n12,
  c2a1,
  c2an11,
  cv2a1,
  cv2a2,
  d4a1,
  d4a2,
  d4a3,
  d4a4,
  d4a5,
  d4a6,
  d4a7,
  d4a8,
  d4a9,
  d4b1,
  d4b2,
  d4b3,
  d4b4,
  d5a1,
  d5a2,
  d5a3,
  d5a4,
  d5a5,
  d5a6,
  d5a7,
  d5s11,
  d5s12,
  d5s13,
  d5s14,
  d5s15,
  d5s16,
  d5s17,
  d5s18,
  d5s21,
  d5s22,
  e7a1,
  e7a2,
  e7a3,
  e7a4,
  e7a5,
  e7b1,
  e7b2,
  e7c1,
  ev5a1,
  ev5a2,
  ev5a3,
  ev5a4,
  ev5a7,
  env3a1,
  env3a2,
  env3a3,
  env3a4,
  f6a1,
  f6a2,
  f6b1,
  f6b3,
  f6c1,
  f6c2,
  f6c3,
  f6c4,
  f6c6,
  f6d1,
  f6d2,
  f6d3,
  f6d5,
  f6d6,
  f6d7,
  f6d8,
  f6e1,
  fnv4a1,
  fnv4a2,
  r2371,
  rlsn1,
  rlsn2,
  rlsn3,
  rcmd1,
  rcmd2,
  rcmd3,
  rcmd4,
  x11,
  x12,
  x13,
  x21,
  x22,
  x23,
  x24,
  x25,
  x26,
  x41,
  x42,
  x43,
  x51,
  x52,
  x53,
  x54,
  x55,
  x56,
  x57,
  x58,
  x59,
  x510,
];

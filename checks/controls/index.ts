/** Every control, in the order of the catalogue; what derives from others stands after them. */
import type { Control } from '../../src/model/control.ts';
import { SET_A } from './a.ts';
import { SET_A_S } from './a-s.ts';
import { SET_B } from './b.ts';
import { SET_C } from './c.ts';
import { SET_D } from './d.ts';
import { SET_D_5 } from './d-5.ts';
import { SET_E } from './e.ts';
import { SET_F } from './f.ts';
import { SET_R } from './r.ts';
import { SET_X } from './x.ts';

export const CONTROLS: readonly Control[] = [
  ...SET_A,
  ...SET_A_S,
  ...SET_B,
  ...SET_C,
  ...SET_D,
  ...SET_D_5,
  ...SET_E,
  ...SET_F,
  ...SET_R,
  ...SET_X,
];

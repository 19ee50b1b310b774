/** How the parts of a PAN-OS configuration nest, as far as packets depend on them. Both syntaxes are read by it. */

export type Shape =
  /** Knowingly irrelevant to which packets pass, with everything below it. */
  | { readonly kind: 'skip' }
  /** Only whether it is there matters. */
  | { readonly kind: 'mark' }
  /** One value, or a list of them. */
  | { readonly kind: 'one' | 'many' }
  /** A value or list that does not matter here, and has to be read past in a set command. */
  | { readonly kind: 'note' }
  /** Named entries. */
  | { readonly kind: 'entries'; readonly of: Shape }
  /** Parts by name. `rest`: what becomes of others; `gap`: they are not understood. */
  | { readonly kind: 'node'; readonly parts: ReadonlyMap<string, Shape>; readonly rest: 'skip' | 'gap' };

export const SKIP: Shape = { kind: 'skip' };
export const MARK: Shape = { kind: 'mark' };
export const ONE: Shape = { kind: 'one' };
export const MANY: Shape = { kind: 'many' };
export const NOTE: Shape = { kind: 'note' };

type Parts = Readonly<Record<string, Shape>>;

export const entries = (of: Shape): Shape => ({ kind: 'entries', of });

/** A section of which everything is known: what is not in the table is not understood. */
export const node = (parts: Parts): Shape => ({
  kind: 'node',
  parts: new Map(Object.entries(parts)),
  rest: 'gap',
});

/** A section whose other parts are knowingly irrelevant. */
export const partly = (parts: Parts): Shape => ({
  kind: 'node',
  parts: new Map(Object.entries(parts)),
  rest: 'skip',
});

/** The same shape for several names, written with blanks between. */
export const each = (names: string, shape: Shape): Parts =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, shape]));

/** Shape of the part of that name; null: not understood. */
export function partOf(shape: Shape, name: string): Shape | null {
  if (shape.kind === 'entries') return shape.of;
  if (shape.kind !== 'node') return SKIP;
  return shape.parts.get(name) ?? (shape.rest === 'skip' ? SKIP : null);
}

/** Everything collected is hostile: what reaches a terminal must not move its cursor or reorder its text. */

// C0 without tab, DEL, C1, and the bidirectional controls (CVE-2021-42574).
const DANGEROUS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const escapeOne = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** One line, safe to print: control characters are shown as \uXXXX, tabs as a blank. */
export const printable = (text: string): string => text.replace(/\t/g, ' ').replace(DANGEROUS, escapeOne);

/** JSON whose strings hold no raw control or bidirectional characters either. */
export const safeJson = (value: unknown): string => JSON.stringify(value).replace(DANGEROUS, escapeOne);

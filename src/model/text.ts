/** A sentence for readers, in both languages. Neither may be empty. */
export interface Bilingual {
  readonly ja: string;
  readonly en: string;
}

export type Language = keyof Bilingual;
export const LANGUAGES: readonly Language[] = ['ja', 'en'];

import { LONE_SURROGATE } from './hcl-literal.ts';

/**
 * Characters that are invisible when a value is shown, so that the approved value could differ from the real one:
 * control and format characters (including direction overrides), fillers and line separators. The two joiners are part
 * of ordinary writing, and the two variation selectors of emoji.
 */
export const INVISIBLE = /(?![\u200c\u200d]|[\ufe0e\ufe0f])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** What the person wrote, at most 40 characters and without invisible ones. */
export function quote(text: string): string {
  const characters = [...text].map((character) =>
    INVISIBLE.test(character) || LONE_SURROGATE.test(character) ? '\ufffd' : character,
  );
  return `“${characters.slice(0, 40).join('')}${characters.length > 40 ? '…' : ''}”`;
}

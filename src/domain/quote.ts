import { LONE_SURROGATE } from './hcl-literal.ts';

/**
 * What nobody sees when the value is shown, so that what is approved could differ from what runs: control and format
 * characters (direction overrides among them), fillers and line separators. The two joiners are part of ordinary writing,
 * the two variation selectors of emoji.
 */
export const INVISIBLE = /(?![\u200c\u200d]|[\ufe0e\ufe0f])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** What the person wrote, cut to 40 characters and without what cannot be seen. */
export function quote(text: string): string {
  const characters = [...text].map((character) =>
    INVISIBLE.test(character) || LONE_SURROGATE.test(character) ? '\ufffd' : character,
  );
  return `“${characters.slice(0, 40).join('')}${characters.length > 40 ? '…' : ''}”`;
}

import type { KnownBlock } from '@slack/types';
import type { AllowlistNews } from '../../domain/allowlist-news.ts';
import { oneLine } from '../../domain/clean-text.ts';
import { type AllowlistChange, EFFECTS, sayChange } from '../../domain/compare-allowlists.ts';
import type { Effect } from '../../domain/compare-people.ts';
import { sayCount } from '../../domain/say-count.ts';
import { joinSentences, plainText, type Sentence, sentence } from '../../domain/sentence.ts';
import { renderCallsSent } from './calls-sent.ts';
import { context, type Message, message, plainSections, section, sections } from './message.ts';
import { writeSentence } from './mrkdwn.ts';
import { splitMessage } from './split-message.ts';

const HEADINGS: Readonly<Record<Effect, string>> = {
  looser: 'Looser',
  either: 'Changed, possibly looser',
  tighter: 'Tighter',
  neutral: 'Other changes',
};

/** The most faults and tightening changes to show. The log has all of them. */
const SHOWN = 20;
/** The most characters of one fault, since it may repeat anything from the file. */
const LONGEST_FAULT = 2_000;
/** The most entries to name for a change that several have in common. */
const NAMED = 4;

/**
 * The messages for the admin channel about a new allowlist: who gained and lost which right, loosening changes first
 * and in full, or the faults of the file.
 */
export function renderAllowlistNews(news: AllowlistNews): readonly Message[] {
  switch (news.kind) {
    case 'replaced':
      return splitMessage(renderReplaced(news));
    case 'mended': {
      const text =
        'The faults in the allowlist file are fixed. It is the same as the allowlist in force, so nothing changed.';
      return [message(text, [section(text), context(hashOf(news.holds))])];
    }
    case 'faulty': {
      const text = `The allowlist has ${sayCount(news.faults.length, 'fault')}, so the previous file stays in force.`;
      return splitMessage(
        message(text, [section(`*${text}*`), ...renderFaults(news.faults), context(hashOf(news.holds))]),
      );
    }
  }
}

const hashOf = (hash: string): string => `Allowlist in force: SHA-256 \`${hash.slice(0, 12)}…\``;

function renderFaults(faults: readonly string[]): readonly (readonly KnownBlock[])[] {
  const more = faults.length - SHOWN;
  const blocks = faults.slice(0, SHOWN).map((fault) => plainSections(oneLine(fault, LONGEST_FAULT)));
  return [...blocks, more > 0 ? [sayMore(more)] : []];
}

const sayMore = (more: number): KnownBlock => context(`… and ${more} more. The log lists all.`);

function renderReplaced({ now, changes, tooLateFor }: Extract<AllowlistNews, { readonly kind: 'replaced' }>): Message {
  if (changes.length === 0) {
    const text = 'The allowlist file changed, but its rules did not.';
    return message(text, [section(text), context(hashOf(now))]);
  }
  const looser = changes.filter(({ effect }) => mayBeLooser(effect)).length;
  const text =
    looser === 0
      ? 'The allowlist changed. Nothing became looser.'
      : `The allowlist changed. ${sayCount(looser, 'change')} may make it looser.`;
  const groups = EFFECTS.map((effect) => ({ effect, lines: sayAlike(changes, effect) }));
  const blocks = groups
    .filter(({ lines }) => lines.length > 0)
    .flatMap(({ effect, lines }) => {
      const shown = mayBeLooser(effect) ? lines : lines.slice(0, SHOWN);
      const more = lines.length - shown.length;
      return [...sections(`*${HEADINGS[effect]}*\n${shown.join('\n')}`), ...(more > 0 ? [sayMore(more)] : [])];
    });
  const sent = renderCallsSent('Already sent before the change', tooLateFor);
  return message(text, [section(`*${text}*`), sent, blocks, context(hashOf(now))]);
}

const mayBeLooser = (effect: Effect): boolean => effect === 'looser' || effect === 'either';

/** Groups changes by their text, so that the same change in several entries is one line. */
function sayAlike(changes: readonly AllowlistChange[], effect: Effect): readonly string[] {
  const alike = new Map<string, { readonly said: Sentence; readonly about: string[] }>();
  for (const change of changes.filter((one) => one.effect === effect)) {
    const said = sayChange(change);
    const key = plainText(said);
    const about = alike.get(key)?.about ?? [];
    if (change.about !== undefined) about.push(change.about);
    alike.set(key, { said, about });
  }
  return [...alike.values()].map(({ said, about }) => {
    const more = mayBeLooser(effect) ? 0 : about.length - NAMED;
    const named = [...(more > 0 ? about.slice(0, NAMED) : about), ...(more > 0 ? [`${more} more`] : [])];
    const names = joinSentences(named, ', ');
    return writeSentence(sentence`• ${names}${names.length === 0 ? '' : ': '}${said}`);
  });
}

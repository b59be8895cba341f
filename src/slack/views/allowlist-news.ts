import type { KnownBlock } from '@slack/types';
import { oneLine } from '../../domain/clean-text.ts';
import { type AllowlistChange, EFFECTS, sayChange } from '../../domain/compare-allowlists.ts';
import type { Effect } from '../../domain/compare-people.ts';
import { plainText, type Sentence, sentence } from '../../domain/sentence.ts';
import type { AllowlistNews } from '../../flows/replace-allowlist.ts';
import { SECTION_TEXT } from '../limits.ts';
import { writeSentence } from '../mrkdwn.ts';
import { renderCallsSent } from './calls-sent.ts';
import { context, type Message, message, plainSection, section } from './message.ts';

const HEADINGS: Readonly<Record<Effect, string>> = {
  looser: 'Looser',
  either: 'Otherwise, and maybe looser',
  tighter: 'Tighter',
  neutral: 'Besides',
};

/** So many lines of each kind are shown; the rest is said as a number. */
const SHOWN = 20;
/** So many entries are named where several changed alike. */
const NAMED = 4;
/** A line is cut before the section is, so that no mention is cut in two. */
const LONGEST_LINE = 600;

/** For the admin channel: who gained and who lost which right, loosening first; or what is wrong with the file. */
export function renderAllowlistNews(news: AllowlistNews): Message {
  switch (news.kind) {
    case 'replaced':
      return renderReplaced(news);
    case 'mended': {
      const text = 'The allowlist has no faults any more, and is the one that held all the time.';
      return message(text, [section(text), context(hashOf(news.holds))]);
    }
    case 'faulty': {
      const text = `The allowlist has ${count(news.faults.length, 'fault')}, so the one before it holds on.`;
      return message(text, [section(`*${text}*`), ...renderFaults(news.faults), context(hashOf(news.holds))]);
    }
  }
}

const hashOf = (hash: string): string => `The allowlist that holds: SHA-256 \`${hash.slice(0, 12)}…\``;

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

function renderFaults(faults: readonly string[]): readonly (KnownBlock | undefined)[] {
  const more = faults.length - SHOWN;
  const blocks = faults.slice(0, SHOWN).map((fault) => plainSection(oneLine(fault, LONGEST_LINE)));
  return [...blocks, more > 0 ? context(`And ${more} more, which the log has too.`) : undefined];
}

function renderReplaced({ now, changes, tooLateFor }: Extract<AllowlistNews, { readonly kind: 'replaced' }>): Message {
  if (changes.length === 0) {
    const text = 'The allowlist was written otherwise. Nobody gained or lost a right, and no guard changed.';
    return message(text, [section(text), context(hashOf(now))]);
  }
  const looser = changes.filter(({ effect }) => effect === 'looser' || effect === 'either').length;
  const text =
    looser === 0
      ? 'The allowlist changed: it is nowhere looser.'
      : `The allowlist changed: ${count(looser, 'thing')} may be looser than before.`;
  const groups = EFFECTS.map((effect) => ({ effect, lines: sayAlike(changes, effect) }));
  const blocks = groups
    .filter(({ lines }) => lines.length > 0)
    .flatMap(({ effect, lines }) => [
      section(`*${HEADINGS[effect]}*`),
      ...inSections(lines.slice(0, SHOWN)),
      lines.length > SHOWN ? context(`And ${lines.length - SHOWN} more.`) : undefined,
    ]);
  const sent = renderCallsSent('Already sent before the change', tooLateFor);
  return message(text, [section(`*${text}*`), ...sent, ...blocks, context(hashOf(now))]);
}

/** What changed alike in several entries is one line. */
function sayAlike(changes: readonly AllowlistChange[], effect: Effect): readonly string[] {
  const alike = new Map<string, { readonly said: Sentence; readonly about: readonly string[] }>();
  for (const change of changes.filter((one) => one.effect === effect)) {
    const said = sayChange(change);
    const key = plainText(said);
    const { about } = alike.get(key) ?? { about: [] };
    alike.set(key, { said, about: [...about, ...(change.about === undefined ? [] : [change.about])] });
  }
  return [...alike.values()].map(({ said, about }) => {
    const more = about.length - NAMED;
    const names = [...about.slice(0, NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
    return writeSentence(sentence`• ${names}${names === '' ? '' : ': '}${said}`, LONGEST_LINE);
  });
}

/** As many whole lines in each section as Slack takes. */
function inSections(lines: readonly string[]): readonly KnownBlock[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length < SECTION_TEXT) texts.splice(-1, 1, `${last}\n${line}`);
    else texts.push(line);
  }
  return texts.map(section);
}

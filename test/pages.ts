import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '..');

export const readPage = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** All pages of the repository, by path. */
export const PAGES: readonly string[] = ['', 'docs/'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}${name}`),
);

const FENCE = /^ *```.*?^ *```/gms;
const INLINE = /`([^`\n]+)`/g;

/** All code of a page: fenced blocks and inline code. */
export const codeIn = (text: string): readonly string[] => [
  ...[...text.matchAll(FENCE)].map(([block]) => block),
  ...inlineCodeIn(text),
];

export const inlineCodeIn = (text: string): readonly string[] =>
  [...text.replaceAll(FENCE, '').matchAll(INLINE)].map(([, code = '']) => code);

/** A page's links and pictures to files of the repository. */
export const linksIn = (text: string): readonly string[] =>
  [
    ...text
      .replaceAll(FENCE, '')
      .replaceAll(INLINE, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, target = '']) => target)
    .filter((target) => !/^(?:https?|mailto):/.test(target));

/** GitHub's anchors for a page's headings. */
function anchorsIn(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, heading = ''] of text.replaceAll(FENCE, '').matchAll(/^#{1,6} +(.+)$/gm)) {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = plain.replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    anchors.add(times === 0 ? slug : `${slug}-${times}`);
  }
  return anchors;
}

/** What is wrong with a page's link, or `undefined` if its target exists. */
export function faultInLink(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#', 2);
  const file = path === '' ? join(ROOT, page) : resolve(ROOT, dirname(page), path);
  if (!existsSync(file)) return `${page}: ${link} does not exist`;
  if (anchor === undefined || !file.endsWith('.md')) return undefined;
  return anchorsIn(readPage(relative(ROOT, file))).has(anchor) ? undefined : `${page}: ${link} has no such heading`;
}

/** The rows of the first table below a heading, as cells. */
export function tableBelow(text: string, heading: string): readonly (readonly string[])[] {
  const [, below = ''] = text.split(`\n${heading}\n`, 2);
  const [table = ''] = /(?:^\|.*\n)+/m.exec(below) ?? [];
  const rows = table.trim().split('\n').slice(2);
  return rows.map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

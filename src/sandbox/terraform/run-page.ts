import { type Answer, notFound } from './answer.ts';
import { viewOf } from './view.ts';
import type { World } from './world.ts';

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what a colour of a terminal is.
const COLOURS = /\u001b\[[0-9;]*m/g;

/** The page that links to a run lead to: `/app/ORG/WORKSPACE/runs/RUN`, or with `workspaces/` before the workspace. */
export function showRunPage(world: World, path: string): Answer {
  const id = /^\/app\/[^/]+\/(?:workspaces\/)?[^/]+\/runs\/([^/]+)$/.exec(path)?.[1] ?? '';
  const run = world.runs.get(id);
  if (run === undefined) return notFound();
  const view = viewOf(world, run);
  const lines = [
    `Workspace   ${view.workspace}`,
    `Status      ${view.status}`,
    `Message     ${view.message}`,
    `Created by  ${view.createdBy}`,
    `Confirmed   ${view.confirmedBy ?? '-'}`,
    `Action      ${view.addresses.join(', ') || '-'}`,
    ...view.variables.map(({ key, value }) => `Variable    ${key} = ${value}`),
    ...view.invocations.map(({ address, finalStatus }) => `Invocation  ${address}: ${finalStatus ?? 'not known yet'}`),
    '',
    'Plan',
    view.planLog,
    'Apply',
    view.applyLog,
  ];
  const text = escapeHtml(lines.join('\n').replace(COLOURS, ''));
  const html = `<!doctype html><meta charset="utf-8"><title>${escapeHtml(id)}</title><h1>${escapeHtml(id)}</h1><pre>${text}</pre>`;
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: html };
}

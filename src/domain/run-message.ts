import type { ActionRequest } from './request.ts';

/** Long enough for one line of HCP Terraform's page, so that the token is never cut off. */
const NAME_LIMIT = 60;

const oneLine = (text: string): string =>
  [...text.replaceAll(/[\p{C}\p{Z}]+/gu, ' ').trim()].slice(0, NAME_LIMIT).join('');

/**
 * The run's message: who asked, approved and broke the glass, by name and id, where it was asked, and the token as a
 * separate word. The token finds the run if the answer to its creation is lost.
 */
export function writeRunMessage(
  request: ActionRequest,
  token: string,
  names: ReadonlyMap<string, string>,
  planOnly?: 'preview' | 'rehearsal',
): string {
  const naming = (person: string): string => `${oneLine(names.get(person) ?? person)} (${person})`;
  const { action, environment } = request.asked.entry;
  const approvers = request.decisions.filter(({ kind }) => kind === 'approve').map(({ person }) => naming(person));
  return [
    `${action} in ${environment}, asked by ${naming(request.requester)}`,
    ...(planOnly === undefined ? [] : [`${planOnly}: invokes nothing`]),
    ...(approvers.length > 0 ? [`approved by ${approvers.join(', ')}`] : []),
    ...(request.brokenGlass === undefined ? [] : [`glass broken by ${naming(request.brokenGlass.person)}`]),
    ...(request.permalink === undefined ? [] : [request.permalink]),
    `request ${token} of tf-action`,
  ].join(' | ');
}

/** The token in the message of a run, if it has one. Anybody who creates a run can write one. */
export const findRunToken = (message: string): string | undefined =>
  /(?:^| )request ([0-9a-f]{32}) of tf-action$/.exec(message)?.[1];

import type { Action, Place, Role, Table } from './decision-people.ts';

/** Presses a button, and submits the form that opens if its dialog has no room for everything. */
export async function decides(table: Table, role: Role, label: string, { seen }: Place): Promise<void> {
  await table.pressesSilently(role, label, seen);
  if (!/note = /.test(table.read(seen))) return;
  const modal = await table.until(() => table.slack.views(table.idOf(role))[0], 'the form');
  await table.slack.submits(table.idOf(role), modal.id);
}

const withRun =
  (ofShort: Action, ofWordy: Action, status: string, label: string) =>
  async (table: Table, by: Role, words?: 'wordy'): Promise<Place> => {
    const place = await table.request(by, words === undefined ? ofShort : ofWordy);
    await decides(table, 'approver', 'Approve', place);
    const run = await table.until(() => table.terraform.runs(place.workspace)[0], 'the run');
    table.terraform.advanceTo(run.id, status);
    await table.until(() => table.buttons(place.seen).includes(label), label);
    return place;
  };

/** The run waits for a person. */
export const planned = withRun('byhand', 'wordybyhand', 'planned', 'Confirm and apply');

/** The run is being planned and can be canceled. */
export const planning = withRun('cleanup', 'wordy', 'planning', 'Cancel run');

/** The run waits for a workspace that somebody locked some minutes ago. */
export async function locked(table: Table, by: Role): Promise<Place> {
  const { seen, workspace } = await table.request(by);
  table.terraform.lock(workspace, { by: 'mia' });
  await table.pressesSilently('approver', 'Approve', seen);
  await table.until(() => table.buttons(seen).includes('More time'), 'More time');
  await table.passes(5 * 60_000);
  return { seen, workspace };
}

/** Presses Break glass and gives a reason, until everybody sees it. */
export async function breakGlass(table: Table, role: Role, { seen }: Place): Promise<void> {
  await table.pressesSilently(role, 'Break glass', seen);
  const modal = await table.until(() => table.slack.views(table.idOf(role))[0], 'the form');
  await table.slack.submits(table.idOf(role), modal.id, { reason: 'Orders fail' });
  await table.until(() => /BREAK-GLASS/.test(table.read(seen)), 'the message to say that the glass is broken');
}

/** The glass was broken and the request has ended, but nobody has reviewed it. */
export async function underReview(table: Table, by: Role, action?: Action): Promise<Place> {
  const place = await table.request(by, action);
  await breakGlass(table, 'glass breaker', place);
  const run = await table.until(() => table.terraform.runs(place.workspace)[0], 'the run');
  table.terraform.setStatus(run.id, 'errored');
  await table.until(() => table.buttons(place.seen).includes('Close review'), 'Close review');
  return place;
}

/** The calls to HCP Terraform that could change something. */
export const deedsOf = ({ terraform }: Table): readonly string[] =>
  terraform.calls.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);

/** The request message without the time of the last poll, which changes whatever people do. */
export const standOf = (table: Table, { seen }: Place): string => table.read(seen).replace(/, read at [^\n]*/, '');

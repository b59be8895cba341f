import { describe, expect, test } from 'vitest';
import { BUTTON_IDS, type ButtonId, isOffered, works } from '../../src/domain/buttons.ts';
import { digestOf } from '../../src/domain/digest.ts';
import type { Joining } from '../../src/domain/joining.ts';
import type { UserGroups } from '../../src/domain/person.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import type { ActionRequest } from '../../src/domain/request.ts';
import { runIt } from '../../src/flows/asking/run-it.ts';
import { approveRequest } from '../../src/flows/deciding/approve-request.ts';
import { breakGlass } from '../../src/flows/deciding/break-glass.ts';
import { closeReview } from '../../src/flows/deciding/close-review.ts';
import { denyRequest } from '../../src/flows/deciding/deny-request.ts';
import { pressRunButton } from '../../src/flows/deciding/press-run-button.ts';
import { waitLonger } from '../../src/flows/deciding/wait-longer.ts';
import { withdrawRequest } from '../../src/flows/deciding/withdraw-request.ts';
import type { SlackTeam } from '../../src/flows/ports/slack-team.ts';
import { keepInMemory, type MemoryRecord } from '../proofs/histories/memory-record.ts';
import { standings } from '../standings.ts';
import { audit } from '../store/requests.ts';

/** Before any deadline of the standings. */
const NOW = Date.UTC(2026, 2, 2, 3, 7);
const [ANA, BEN, EVA] = ['U0ANA00001', 'U0BEN00001', 'U0EVA00001'];

/** Ana may break the glass too, since before Run it nobody else can. */
const GROUPS: UserGroups = {
  readAt: new Date(NOW),
  members: new Map([
    ['S0DEVS0001', new Set([ANA])],
    ['S0SRE00001', new Set([BEN])],
    ['S0ONCALL01', new Set([ANA, EVA])],
  ]),
};

const team = {
  standingOf: async (id: string) => ({ id, name: id, outside: undefined, readAt: new Date(NOW) }),
  readUserGroups: async () => GROUPS,
  readChannel: async (id: string) => ({
    ...{ id, name: 'prod-ops', kind: 'channel' },
    ...{ sharedWithOutsiders: false, botMayWrite: true, archived: false },
  }),
} as unknown as SlackTeam;

const workspace = {
  ...{ id: 'ws-prod', name: 'acme-prod', configurationVersionId: 'cv-1', terraformVersion: '1.14.0', locked: false },
  permissions: { queueRun: true, readRuns: true },
};

type Deps = Parameters<typeof breakGlass>[0];
type Click = Parameters<typeof breakGlass>[1];
type Pressed = Promise<ActionRequest | Refusal | Joining>;

const depsOf = (requests: MemoryRecord, { asked }: ActionRequest): Deps =>
  ({
    ...{ requests, team, revision: undefined, clock: { now: () => NOW } },
    freezes: { current: async () => [] },
    terraform: { readWorkspace: async () => workspace, mayConfirm: async () => true },
    allowlist: () => ({
      ...{ hash: 'a'.repeat(64), entries: [asked.entry], freezes: [], operators: {} },
      limits: { open: 50, commandsPerMinute: 60 },
    }),
  }) as unknown as Deps;

/** Who presses each, being one who may. */
const PRESSES: Readonly<Record<ButtonId, readonly [string | undefined, (deps: Deps, click: Click) => Pressed]>> = {
  run_it: [ANA, runIt],
  cancel_request: [ANA, withdrawRequest],
  approve: [BEN, approveRequest],
  deny: [BEN, (deps, click) => denyRequest(deps, click, undefined)],
  confirm: [BEN, (deps, click) => pressRunButton(deps, 'confirm', click)],
  discard: [BEN, (deps, click) => pressRunButton(deps, 'discard', click)],
  cancel: [BEN, (deps, click) => pressRunButton(deps, 'cancel', click)],
  break_glass: [ANA, (deps, click) => breakGlass(deps, click, 'Orders fail')],
  close_review: [BEN, closeReview],
  withdraw: [ANA, withdrawRequest],
  wait: [ANA, waitLonger],
};

/** The others stand in the request message, and Break glass in both. */
const IN_CONFIRMATION: readonly ButtonId[] = ['run_it', 'cancel_request'];

/** Presses it where the request stands, and says whether that is on the record. */
async function press(button: ButtonId, given: ActionRequest): Promise<boolean> {
  const request = { ...given, digest: digestOf(given.asked) };
  const requests = keepInMemory();
  await requests.add(request, audit('request.asked'), []);
  const [person = '', decide] = PRESSES[button];
  const isPrivate = IN_CONFIRMATION.includes(button) || (button === 'break_glass' && request.state === 'unconfirmed');
  const place = { team: request.team, channel: request.channel, messageTs: isPrivate ? undefined : '1.0' };
  const answer = await decide(depsOf(requests, request), { requestId: request.id, person, ...place });
  const decided = (await requests.find(request.id))?.decisions.length ?? 0;
  if (answer instanceof Refusal) expect(decided).toBe(request.decisions.length);
  return decided > request.decisions.length;
}

describe('each button, pressed by somebody who may, wherever a request can stand', () => {
  test.each(standings)('$name', async ({ request }) => {
    for (const button of BUTTON_IDS) {
      const happened = await press(button, request);
      // One that works and is not shown finds out by itself what is in its way.
      if (isOffered(button, request) || !works(button, request)) expect(happened, button).toBe(works(button, request));
    }
  });
});

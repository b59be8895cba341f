import { describe, expect, test } from 'vitest';
import { type Conversation, startConversation, WORKSPACE } from '../conversation.ts';
import { whileItsTurnIsAwaited } from '../late-turn.ts';
import { confirmedRuns, createCalls } from '../one-run.ts';

const OPERATED = { prod: { operators: ['sre'] } };
const APPROVED_BY_SRE = { approval: { required: [{ from: 'sre' }] } };

const runOf = (talk: Conversation): string => talk.terraform.runs(WORKSPACE)[0]?.id ?? 'no run';

const freezes = async (talk: Conversation): Promise<string> => {
  await talk.says('ben', '/tf-action freeze prod 2h The database moves');
  return talk.slack.readAloud(await talk.sees('ben', /prod is frozen until/));
};

describe('while the call waits for its turn, because of a 429 nearby', () => {
  test('ben freezes prod: the planned run is discarded instead of confirmed, as the freeze says', async () => {
    const talk = await startConversation({ ...OPERATED, entry: APPROVED_BY_SRE, pace: 'manual' });
    const request = await talk.asks('ana');
    await talk.clicks('cem', 'Approve', request);
    await talk.thread(request, /The run was created/);
    let said = '';
    await whileItsTurnIsAwaited(
      talk,
      'confirming',
      () => talk.terraform.advanceTo(runOf(talk), 'planned'),
      async () => {
        said = await freezes(talk);
      },
    );
    await talk.thread(request, /It is frozen by a freeze from chat \(The database moves\).*The run is being ended/);
    expect(said).toMatch(/Nothing is approved, run or confirmed in it before that\.$/);
    expect(confirmedRuns(talk.terraform)).toEqual([]);
  });

  test('a new configuration is merged before the run is created: the request is void, and there is no run', async () => {
    const talk = await startConversation();
    talk.terraform.fault({ method: 'POST', path: /\/runs$/, status: 429, headers: { 'x-ratelimit-reset': '30' } });
    const request = await talk.asks('ana');
    await talk.until(() => createCalls(talk.terraform).length === 1, 'the first call');
    await whileItsTurnIsAwaited(
      talk,
      'creating',
      () => talk.passes(30_000),
      () => void talk.terraform.uploadConfiguration(WORKSPACE),
    );
    expect(await talk.thread(request, /Voided/)).toMatch(/new configuration version/);
    expect(createCalls(talk.terraform)).toHaveLength(1);
    expect(talk.terraform.runs(WORKSPACE)).toEqual([]);
  });
});

describe('a freeze from chat comes too late', () => {
  test('for a run that applies: it names the run and who can stop it, and Cancel run does', async () => {
    const talk = await startConversation({ ...OPERATED, pace: 'manual' });
    const request = await talk.asks('ana');
    await talk.thread(request, /The run was created/);
    talk.terraform.advanceTo(runOf(talk), 'planned');
    await talk.until(() => confirmedRuns(talk.terraform).length === 1, 'the confirmation');
    talk.terraform.advanceTo(runOf(talk), 'applying');
    await talk.until(() => /Applying/.test(talk.read(request)), 'the run to apply');
    expect(await freezes(talk)).toMatch(
      new RegExp(
        `Nothing else is approved, run or confirmed.*Already sent before the freeze:.*cleanup in prod.*\\(by ana\\), run ${runOf(talk)}; press Cancel run to stop it`,
        's',
      ),
    );
    await talk.until(() => talk.buttons(request).includes('Cancel run'), 'Cancel run');
    await talk.clicks('ana', 'Cancel run', request);
    await talk.until(() => talk.terraform.calls.some(({ path }) => path.endsWith('/actions/cancel')), 'the cancel');
  });

  test('for a confirmation that was lost: it is named as sent, never repeated, and the run is discarded', async () => {
    const talk = await startConversation({ ...OPERATED, pace: 'manual' });
    const request = await talk.asks('ana');
    await talk.thread(request, /The run was created/);
    talk.terraform.fault({ method: 'POST', path: /\/actions\/apply$/, status: 503, effect: 'none' });
    talk.terraform.advanceTo(runOf(talk), 'planned');
    await talk.until(() => confirmedRuns(talk.terraform).length === 1, 'the confirmation');
    expect(await freezes(talk)).toMatch(
      new RegExp(
        `\\(by ana\\), run ${runOf(talk)}, which the bot discards, unless HCP Terraform has already applied the confirmation`,
      ),
    );
    await talk.thread(request, /It is frozen by a freeze from chat.*The run is being ended/);
    expect(confirmedRuns(talk.terraform)).toHaveLength(1);
  });
});

import { describe, expect, test } from 'vitest';
import { ADDRESS, type Conversation, startConversation, WORKSPACE } from '../conversation.ts';
import { confirmedRuns, createCalls, expectAtMostOneApplied } from '../one-run.ts';

const ended = (talk: Conversation): Promise<unknown> =>
  talk.until(
    () => talk.terraform.runs(WORKSPACE).every(({ status }) => status === 'canceled' || status === 'discarded'),
    'the run to be ended',
  );

describe('a run that is not what was sent is ended, and the request says why', () => {
  test('it was found by its token and has other variables', async () => {
    const talk = await startConversation({
      workspace: { runsSay: { variables: [{ key: 'force', value: 'true' }] } },
    });
    talk.terraform.faultCreating('reply lost, created');
    const request = await talk.asks('ana');
    await talk.thread(request, /The run was found/);
    const end = await talk.thread(request, /Discarded: cleanup in prod/);
    expect(end).toMatch(/The run that was found is not the one that was asked for: it has other variables/);
    expect(end).toMatch(/@Ana/);
    await ended(talk);
    expect(confirmedRuns(talk.terraform)).toEqual([]);
    expect(createCalls(talk.terraform)).toHaveLength(1);
  });

  test('HCP Terraform answers 201 with a run that would apply itself', async () => {
    const talk = await startConversation({ workspace: { runsSay: { 'auto-apply': true } } });
    const request = await talk.asks('ana');
    expect(await talk.thread(request, /Discarded: cleanup in prod/)).toMatch(
      /The run that was created is not the one that was asked for: it applies itself without a confirmation/,
    );
    await ended(talk);
    expect(confirmedRuns(talk.terraform)).toEqual([]);
  });

  test('it differs only once it is planned', async () => {
    const talk = await startConversation({ pace: 'manual' });
    const request = await talk.asks('ana');
    await talk.thread(request, /The run was created/);
    talk.terraform.changeWorkspace(WORKSPACE, { runsSay: { 'target-addrs': ['aws_instance.a'] } });
    const id = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
    talk.terraform.advanceTo(id, 'planned');
    await talk.until(() => talk.terraform.run(id).status === 'discarded', 'the discard');
    expect(await talk.thread(request, /Discarded: cleanup in prod/)).toMatch(
      /The planned run differs: it targets resources \(target-addrs\)/,
    );
    expect(confirmedRuns(talk.terraform)).toEqual([]);
  });

  test('a preview that is not what was sent: the request is void, and the preview is ended', async () => {
    const talk = await startConversation({
      pace: 'manual',
      entry: { preview: true, approval: { required: [{ from: 'sre' }] } },
      workspace: { runsSay: { 'replace-addrs': ['aws_instance.a'] } },
    });
    const request = await talk.asks('ana');
    expect(await talk.thread(request, /Voided/)).toMatch(
      /The preview that was created is not the run that was asked for: it replaces resources/,
    );
    expect(talk.buttons(request)).toEqual([]);
    await talk.until(() => (talk.terraform.runs(WORKSPACE)[0]?.comments.length ?? 0) > 0, 'the preview to be ended');
    expect(createCalls(talk.terraform)).toHaveLength(1);
  });
});

describe("somebody else's run is never taken for ours", () => {
  test('HCP Terraform answers 201 with another run: ours is looked for by its token, and the other is left alone', async () => {
    const talk = await startConversation();
    const other = { id: 'run-ofSomebodyElse', type: 'runs', attributes: { status: 'pending', message: 'by mia' } };
    talk.terraform.fault({ method: 'POST', path: /\/runs$/, effect: 'once', status: 201, body: { data: other } });
    const request = await talk.asks('ana');
    await talk.thread(request, /The run was found/);
    await talk.thread(request, /Succeeded/);
    expectAtMostOneApplied(talk.terraform);
    expect(talk.terraform.calls.filter(({ path }) => path.includes(other.id))).toEqual([]);
    expect(createCalls(talk.terraform)).toHaveLength(1);
  });

  test('another run is the current one while ours is looked for', async () => {
    const talk = await startConversation();
    const ofMia = talk.terraform.startOtherRun(WORKSPACE, { by: 'mia' });
    await talk.until(() => talk.terraform.run(ofMia).status === 'planned', "mia's run to wait");
    talk.terraform.faultCreating('reply lost, not created');
    const request = await talk.asks('ana');
    await talk.passes(130_000);
    await talk.thread(request, /Unresolved/);
    expect(talk.terraform.run(ofMia)).toMatchObject({ status: 'planned', comments: [] });
    expect(confirmedRuns(talk.terraform)).toEqual([]);
  });

  test('ours was deleted and others take its place, read by pages: nothing of theirs is told as ours', async () => {
    const names = ['one', 'two', 'three', 'four'];
    const talk = await startConversation({
      pace: 'manual',
      file: {
        environments: Object.fromEntries(names.map((name) => [name, { workspace: `acme-${name}` }])),
        actions: { cleanup: { address: ADDRESS, apply: 'by_hand', environments: names } },
      },
    });
    const requests = [];
    for (const name of names) {
      talk.terraform.addWorkspace({ name: `acme-${name}`, actions: [{ address: ADDRESS }] });
      await talk.says('ana', `/tf-action cleanup ${name}`);
      await talk.clicks('ana', 'Run it', await talk.sees('ana', new RegExp(`Run cleanup in ${name}\\?`)));
      const request = await talk.sees('ana', new RegExp(`cleanup in ${name}[\\s\\S]*Asked by`));
      const { id } = await talk.until(() => talk.terraform.runs(`acme-${name}`)[0], 'the run');
      talk.terraform.advanceTo(id, 'planned');
      await talk.thread(request, /Waiting for a person/);
      requests.push({ name, request, id });
    }
    for (const { name, id } of requests) {
      talk.terraform.deleteRun(id);
      const ofMia = talk.terraform.startOtherRun(`acme-${name}`, { by: 'mia', autoApply: true });
      talk.terraform.advanceTo(ofMia, 'applied');
    }
    for (const { name, request } of requests) {
      const told = () => talk.replies(request).find((reply) => /, for @Ana/.test(reply));
      expect(await talk.until(told, `${name} to end`)).toMatch(/Unresolved.*no longer shows run-/s);
    }
    expect(talk.terraform.calls.some(({ path }) => /\/organizations\/acme\/workspaces\?/.test(path))).toBe(true);
    expect(confirmedRuns(talk.terraform)).toEqual([]);
  });
});

describe('what HCP Terraform answers to an act is told as an answer', () => {
  const refusing = (path: RegExp, status: number) => ({
    ...{ method: 'POST', path, status, times: Number.POSITIVE_INFINITY },
  });

  test('403 to confirming names the role, 401 the token, and both go on by themselves', async () => {
    const talk = await startConversation();
    const shown: string[] = [];
    const forbidden = talk.terraform.fault(refusing(/\/actions\/apply$/, 403));
    const request = await talk.asks('ana');
    talk.slack.subscribe(() => void shown.push(talk.read(request)));
    await talk.until(
      () => /does not let the bot confirm the run run-\w+ since .*needs the Write role/.test(talk.read(request)),
      'the role',
    );
    forbidden.remove();
    const expired = talk.terraform.fault(refusing(/\/actions\/apply$/, 401));
    await talk.until(
      () => /does not accept the bot's token since .*TFE_APPLY_TOKEN/.test(talk.read(request)),
      'the token',
    );
    expired.remove();
    await talk.thread(request, /Succeeded/);
    expect(shown.filter((text) => /has not answered/.test(text))).toEqual([]);
  });

  test('403 to ending the run', async () => {
    const talk = await startConversation({ entry: { apply: 'by_hand' } });
    const request = await talk.asks('ana');
    await talk.thread(request, /Waiting for a person/);
    const forbidden = talk.terraform.fault(refusing(/\/actions\/discard$/, 403));
    await talk.clicks('ana', 'Discard', request);
    await talk.until(
      () => /does not let the bot end the run run-\w+ since .*needs the Write role/.test(talk.read(request)),
      'the role',
    );
    forbidden.remove();
    expect(await talk.thread(request, /Discarded/)).toMatch(/@Ana/);
    expect(talk.read(request)).not.toMatch(/has not answered/);
  });
});

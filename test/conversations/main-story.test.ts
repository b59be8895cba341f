import { expect, test } from 'vitest';
import { ADDRESS, startConversation, WORKSPACE } from '../conversation.ts';

test('ana asks, ben approves, exactly one run is created and applied, and ana is told the verdict', async () => {
  const { slack, terraform, ...talk } = await startConversation({
    entry: { approval: { required: [{ from: 'sre' }] } },
  });
  await talk.says('ana', '/tf-action cleanup prod');
  const confirmation = await talk.sees('ana', /Run cleanup in prod\?/);
  expect(talk.read(confirmation)).toMatch(/acme-prod/);
  expect(talk.read(confirmation)).toContain(ADDRESS);
  expect(talk.read(confirmation)).toMatch(/Needs one approval from @sre within 1 hour, then runs automatically\./);
  expect(terraform.runs(WORKSPACE)).toEqual([]);

  await talk.clicks('ana', 'Run it', confirmation);
  const request = await talk.sees('ben', /Awaiting approval/);
  expect(talk.read(request)).toMatch(/Needs one approval from @sre by .*, then runs automatically\./);
  expect(talk.buttons(request)).toEqual(['Approve', 'Deny', 'Withdraw']);

  await talk.clicks('ben', 'Approve', request);
  await talk.thread(request, /Succeeded/);
  expect(await talk.thread(request, /Succeeded/)).toMatch(/@Ana.*The action succeeded \(1 invocation\)/s);
  expect(talk.replies(request).map((reply) => reply.replace(/^:\w+: /, '').split(/[:.]/)[0])).toEqual([
    '@Ben approved it',
    'The run was created',
    'Planned',
    'Confirmed',
    'Succeeded',
  ]);
  await talk.until(() => /Succeeded/.test(talk.read(request)), 'the request message to say Succeeded');
  expect(talk.buttons(request)).toEqual([]);

  const creations = terraform.calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/runs'));
  expect(creations).toHaveLength(1);
  expect(creations[0]?.body).toMatchObject({
    data: {
      attributes: {
        'auto-apply': false,
        'invoke-action-addrs': [ADDRESS],
        message: expect.stringMatching(/ana \(U0ANA00001\).*ben \(U0BEN00001\)/),
      },
    },
  });
  expect(terraform.runs(WORKSPACE).map(({ status }) => status)).toEqual(['applied']);
  expect(slack.warnings).toEqual([]);
});

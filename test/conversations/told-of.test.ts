import { expect, test } from 'vitest';
import { ADDRESS, PEOPLE, startConversation, WORKSPACE } from '../conversation.ts';

const allowlist = JSON.stringify({
  version: 1,
  people: { ana: PEOPLE.ana, ben: PEOPLE.ben, cem: PEOPLE.cem, devs: 'S0DEVS0001', sre: 'S0SRE00001' },
  everywhere: { organization: 'acme', requesters: ['ana'] },
  environments: {
    prod: { workspace: WORKSPACE, break_glass: ['devs'], operators: ['cem'] },
    dev: { workspace: WORKSPACE },
  },
  actions: {
    cleanup: { address: ADDRESS, environments: ['prod', 'dev'], approval: { required: [{ from: 'ben' }] } },
    secret: { address: ADDRESS, environments: ['dev'] },
  },
});

test('whoever may only break the glass or freeze is told who may ask, the same by asking, explain and list', async () => {
  const talk = await startConversation({ allowlist });
  const tells = async (name: keyof typeof PEOPLE, text: string): Promise<string> => {
    const before = talk.slack.ephemeralsEverShown.length;
    await talk.says(name, `/tf-action ${text}`);
    const shown = await talk.until(() => talk.slack.ephemeralsEverShown[before], `an answer to ${text}`);
    return talk.slack.readAloud(shown);
  };
  const NO = /You can't request cleanup in prod\..*Who can: @Ana/s;
  const GLASS = /You can break glass once somebody has asked\./;
  expect(await tells('dia', 'cleanup prod')).toMatch(NO);
  expect(await tells('dia', 'cleanup prod')).toMatch(GLASS);
  expect(await tells('cem', 'cleanup prod')).toMatch(NO);
  expect(await tells('cem', 'cleanup prod')).not.toMatch(GLASS);
  const [glass, freezes] = [await tells('dia', 'explain cleanup prod'), await tells('cem', 'explain cleanup prod')];
  for (const text of [glass, freezes]) expect(text).toMatch(NO);
  expect(glass).toMatch(/@Dia may break glass: without approvals, with a reason, through @devs/);
  expect(freezes).toMatch(/@Cem may freeze prod, by name/);
  expect(await tells('dia', 'list')).toMatch(/^prod\n• cleanup, which others run · you can break glass$/m);
  expect(await tells('cem', 'list')).toMatch(/^prod\n• cleanup, which others run · you can freeze prod$/m);
  expect(await tells('ben', 'list')).toMatch(
    /^prod\n• cleanup, which others run · you can approve it\ndev\n• cleanup, which others run · you can approve it/m,
  );
  expect(await tells('ana', 'list')).not.toMatch(/which others run/);
  expect(await tells('cem', 'prod cleanup')).toMatch(/Did you mean \/tf-action cleanup prod\?/);
  // They hear of nothing else.
  for (const name of ['dia', 'cem'] as const) {
    for (const text of ['list', 'cleanup dev', 'cleanup deev', 'secret dev', 'explain secret dev'])
      expect(await tells(name, text), text).not.toMatch(/^dev$|in dev:|secret in dev|Did you mean|@Ana/m);
  }
});

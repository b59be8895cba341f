import { expect, test } from 'vitest';
import { type Setting, startConversation, WORKSPACE } from '../conversation.ts';

const AVERAGES = { plan: 40_400, apply: 192_000 };

async function startApplying(setting: Setting = {}) {
  const talk = await startConversation({
    pace: 'manual',
    ...setting,
    workspace: { averages: AVERAGES, ...setting.workspace },
  });
  const request = await talk.asks('ana');
  await talk.thread(request, /The run was created/);
  const id = talk.terraform.runs(WORKSPACE)[0]?.id ?? '';
  const reads = (what: RegExp) => talk.until(() => what.test(talk.read(request)), `the message to say ${what}`);
  const applies = async (): Promise<void> => {
    talk.terraform.advanceTo(id, 'planned');
    await talk.thread(request, /Confirmed\./);
    talk.terraform.advanceTo(id, 'applying');
    await reads(/Applying since/);
  };
  const calls = (path: RegExp) => talk.terraform.calls.filter((call) => path.test(call.path));
  return { talk, request, id, reads, applies, calls };
}

test('while it plans and applies the message says since when and how long that usually takes, and what the action said last', async () => {
  const { talk, request, id, reads, applies, calls } = await startApplying();
  talk.terraform.advanceTo(id, 'planning');
  await reads(/Planning since \d+:\d\d [AP]M, usually 40 seconds\./);
  await applies();
  await reads(/Applying since \d+:\d\d [AP]M, usually 3 minutes 12 seconds\./);
  const secret = ['hun', 'ter2'].join('');
  talk.terraform.sayProgress(id, `\u001b[31m1 of 9\u001b[0m artefacts, token=${secret}\n*bold* <!channel>`);
  await reads(/The action says: 1 of 9 artefacts, token=\[masked\] \*bold\* <!channel>/);
  talk.terraform.sayProgress(id, '2 of 9 artefacts');
  talk.terraform.sayProgress(id, '3 of 9 artefacts');
  await reads(/The action says: 3 of 9 artefacts/);
  expect(talk.read(request)).not.toMatch(/[12] of 9/);
  const offsets = calls(/_archivist/).map(({ path }) => Number(/offset=(\d+)/.exec(path)?.[1]));
  expect(offsets.filter((offset) => offset > 0).length).toBeGreaterThan(0);
  expect(calls(/\/applies\//).length).toBe(1);

  talk.terraform.advanceTo(id, 'applied');
  await talk.thread(request, /Succeeded/);
  await reads(/Succeeded/);
  expect(talk.read(request)).not.toMatch(/The action says|usually/);
  expect([...talk.logged, ...talk.replies(request)].join('\n')).not.toContain(secret);
});

test('a plain log is not read while it grows, and an average that is none is not said', async () => {
  const plain = await startApplying({ workspace: { structured: false, averages: { plan: null, apply: 0 } } });
  await plain.applies();
  expect(plain.talk.read(plain.request)).not.toMatch(/usually/);
  const before = plain.calls(/\/applies\/|_archivist/).length;
  await plain.talk.passes(20_000);
  expect(plain.calls(/\/applies\/|_archivist/).length).toBe(before);
  expect(plain.calls(/\/applies\//)).toEqual([]);
});

test('a log that cannot be read costs nobody anything but a line', async () => {
  const away = await startApplying();
  await away.applies();
  away.talk.terraform.fault({ method: 'GET', path: /_archivist/, times: 100, status: 404 });
  away.talk.terraform.sayProgress(away.id, 'nobody hears this');
  await away.talk.passes(20_000);
  away.talk.terraform.advanceTo(away.id, 'applied');
  await away.talk.thread(away.request, /Succeeded/);
  expect(away.talk.logged.filter((line) => /no progress was read/.test(line)).length).toBe(1);
  expect(away.talk.logged.join('\n')).not.toMatch(/"level":"(?:warn|error)"|_archivist/);
});

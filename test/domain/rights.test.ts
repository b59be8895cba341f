import { expect, test } from 'vitest';
import type { Entry } from '../../src/domain/entry.ts';
import { refuseRequesting, requestsThrough } from '../../src/domain/rights.ts';
import { anasRequest } from '../store/requests.ts';

const { entry } = anasRequest().asked;
const DEVS = 'S0DEVS0001';
const ANA = 'U0ANA00001';

const ana = {
  standing: { id: ANA, name: 'Ana', outside: undefined },
  groups: { readAt: new Date(0), members: new Map([[DEVS, new Set([ANA])]]) },
};
const asking = (requesters: Entry['requesters']) => requestsThrough({ ...entry, requesters }, ana);

test('an entry that names no requesters can be asked for by nobody', () => {
  expect(asking([])).toBeUndefined();
  expect(refuseRequesting({ ...entry, requesters: [] }, ana)?.code).toBe('not_a_requester');
});

test('a person counts through the innermost list, once they stand in every list', () => {
  const devs = { everyone: false, people: [], groups: [DEVS] };
  const others = { everyone: false, people: ['U0BEN00001'], groups: [] };
  const people = { everyone: false, people: [ANA], groups: [] };
  expect(asking([devs, people])).toBe(ANA);
  expect(asking([people, devs])).toBe(DEVS);
  expect(asking([devs, others])).toBeUndefined();
  expect(asking([others, devs])).toBeUndefined();
});

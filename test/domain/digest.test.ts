import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import { digestOf } from '../../src/domain/digest.ts';
import type { Entry } from '../../src/domain/entry.ts';
import type { AskedFor } from '../../src/domain/request.ts';
import { parseAllowlist } from '../../src/settings/allowlist-file.ts';
import { anasRequest } from '../store/requests.ts';

/** The same data with each map's keys in another order. */
function turnAround(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turnAround);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, turnAround(member)]),
  );
}

test('the order of keys changes nothing, and the text is JSON of the same data', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(turnAround(value))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('what is undefined is as if it were not there, and order in a list counts', () => {
  expect(canonicalJson({ b: 1, a: undefined })).toBe('{"b":1}');
  expect(canonicalJson([undefined])).toBe('[null]');
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});

test('values of different types are different texts', () => {
  expect(new Set([1, '1', true, 'true', null, 'null', [], {}].map(canonicalJson)).size).toBe(8);
});

const { entry } = anasRequest().asked;
const asked: Required<AskedFor> = { ...anasRequest().asked, configurationVersionId: 'cv-1', salt: '5a'.repeat(16) };

/** Another value for each field of what was asked. Its type requires all fields, so that none can be missing. */
const OTHER: { readonly [Field in keyof Required<AskedFor>]: AskedFor[Field] } = {
  entry: { ...entry, maxInvocations: 2 },
  parameters: { older_than_days: 31 },
  workspaceId: 'ws-other',
  workspaceName: 'acme-prod-2',
  organization: 'acme-eu',
  configurationVersionId: 'cv-2',
  salt: 'a5'.repeat(16),
};

test.each(Object.entries(OTHER))('another %s is another digest, and so is none', (field, other) => {
  const digests = [asked, { ...asked, [field]: other }, { ...asked, [field]: undefined }].map(digestOf);
  expect(new Set(digests).size).toBe(3);
});

/** All ways to change one value inside. */
function* changesOf(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    yield [...value, 'one more'];
    for (const [index, item] of value.entries()) {
      for (const other of changesOf(item)) yield value.with(index, other);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      for (const other of changesOf(member)) yield { ...value, [key]: other };
    }
  } else yield typeof value === 'boolean' ? !value : typeof value === 'number' ? value + 1 : `${value}x`;
}

test('whatever changes in the entry, however deep it stands, is another digest', () => {
  const entries = [...changesOf(entry)] as readonly Entry[];
  const digests = [asked, ...entries.map((other) => ({ ...asked, entry: other }))].map(digestOf);
  expect(entries.length).toBeGreaterThan(20);
  expect(new Set(digests).size).toBe(digests.length);
});

const PLAIN = `
version: 1
people: { devs: S0DEVS0001 }
environments: { prod: { organization: acme, workspace: acme-prod } }
actions:
  cleanup:
    address: action.aws_lambda_invoke.cleanup
    requesters: [devs]
    environments: [prod]
`;

const FULL = `
version: 1
people: { devs: S0DEVS0001, sre: S0SRE00001, ben: U0BEN00001 }
channels: { prod-ops: C0PRODOPS1, ops: C0OPS00001 }
connections: [eu]
everywhere: { requesters: everyone, channels: [prod-ops, ops], cooldown: 1m, max_open: 9, approval: { expires: 2h } }
environments:
  prod:
    connection: eu
    organization: acme
    workspace: acme-prod
    approval: { required: [{ from: sre, count: 2 }], expires: 30m, allow_requester: true }
    break_glass: [ben]
    apply: by_hand
    max_invocations: 7
    start_within: 2h
    confirm_within: 20m
    cooldown: 10m
    max_open: 3
    preview: true
    post_to: ops
    viewers: [ben]
    notify: { failure: [sre] }
actions:
  cleanup:
    description: Delete old builds
    address: module.utils.action.aws_lambda_invoke.cleanup["eu"]
    requesters: [devs, ben]
    channels: [prod-ops]
    approval: { required: [{ from: [ben, devs] }] }
    environments: [prod]
`;

const WITH_PARAMETERS = `${PLAIN}    parameters:
      older_than_days: { variable: days, type: integer, minimum: 1, maximum: 365, default: 30, description: Age }
      share: { variable: share, type: number, minimum: 0.5 }
      note: { variable: note, type: string, min_length: 2, max_length: 40 }
      dry: { variable: dry, type: boolean, default: false }
      size: { variable: size, type: enum, values: [small, large], default: small }
`;

/** What an approval was given for is known by these. If one changes, an upgrade voids every open request. */
test.each([
  ['no optional key', PLAIN, {}, '18118e97c641d70118bb8a3ff2f8386c5edad2978245a91ff072c5a06eac7854'],
  ['every optional key', FULL, {}, 'e851d901cab421bb3a62d883f63ebad3fc91f13d4a96877bfa5da255ecec8441'],
  [
    'parameters',
    WITH_PARAMETERS,
    { older_than_days: 31, share: 0.75, note: 'old builds', dry: true, size: 'large' },
    '1605eb37425c172ada9fa77e046e1be79e0dce1aaf60ccc04eefceda645b3ba0',
  ],
])('the digest of an entry with %s stays the same in every version', (_, text, parameters, digest) => {
  const [entry] = parseAllowlist(text, 'actions.yml', new Map([['eu', 'acme-eu']])).entries;
  if (entry === undefined) throw new Error('The allowlist has no entry.');
  expect(digestOf({ ...asked, entry, parameters })).toBe(digest);
});

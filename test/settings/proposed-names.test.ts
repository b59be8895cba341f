import { expect, test } from 'vitest';
import { type ActionAddress, parseActionAddress } from '../../src/domain/action-address.ts';
import { createNames, nameActions, nameEnvironments } from '../../src/settings/proposed-names.ts';

test.each([
  [['acme-prod', 'acme-staging'], 'acme', { 'acme-prod': 'prod', 'acme-staging': 'staging' }],
  [['acme-prod'], 'acme', { 'acme-prod': 'prod' }],
  [['network'], 'acme', { network: 'network' }],
  [['app-prod', 'app-prod-eu'], 'acme', { 'app-prod': 'prod', 'app-prod-eu': 'prod-eu' }],
  [['Shop_PROD', 'Shop_Test'], 'acme', { Shop_PROD: 'prod', Shop_Test: 'test' }],
  [['prod', 'PROD'], 'acme', { prod: 'prod', PROD: 'prod-2' }],
])('the workspaces %j of %s are environments', (workspaces, organization, names) => {
  expect(Object.fromEntries(nameEnvironments(workspaces, organization))).toEqual(names);
});

test('actions are named as in Terraform, and with their module where two share a name', () => {
  const addresses = [
    'action.a.restart',
    'module.eu.action.a.restart',
    'module.eu.action.b.restart',
    'action.a.list',
    'action.a.Größe',
  ]
    .map(parseActionAddress)
    .filter((address): address is ActionAddress => address !== undefined);
  expect([...nameActions(addresses).values()]).toEqual(['restart', 'eu-restart', 'eu-restart-2', 'root-list', 'gro-e']);
});

test('every name is one that the file can have', () => {
  const name = createNames(['everyone']);
  const given = ['everyone', '#ops', '日本', '', 'x'.repeat(60), 'x'.repeat(60), '---', 'Café'].map((text) =>
    name(text),
  );
  expect(new Set(given).size).toBe(given.length);
  for (const one of given) expect(one).toMatch(/^[a-z0-9][a-z0-9_-]{0,39}$/);
  expect(given.at(-1)).toBe('cafe');
});

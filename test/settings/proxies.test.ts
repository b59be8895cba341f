import { describe, expect, test } from 'vitest';
import { readProxies } from '../../src/settings/proxies.ts';
import { readVariables, type Variables } from '../../src/settings/read-variables.ts';

/** Where a call to an address goes, such as `proxy:3128` or `directly`. */
function routeOf(variables: Variables, address: string): string {
  const reader = readVariables(variables, () => '');
  const { findProxy } = readProxies(reader);
  expect(reader.faults).toEqual([]);
  const proxy = findProxy?.(new URL(address));
  return proxy === undefined ? 'directly' : `${proxy.host}:${proxy.port}`;
}

const HTTPS = 'https://app.terraform.io';
const HTTP = 'http://127.0.0.1:4000';

describe('which variable names the proxy', () => {
  test.each<readonly [Variables, string, string]>([
    [{ HTTPS_PROXY: 'http://one:3128', HTTP_PROXY: 'http://two:3128' }, 'one:3128', 'two:3128'],
    [{ https_proxy: 'http://lower:3128', HTTPS_PROXY: 'http://upper:3128' }, 'lower:3128', 'directly'],
    [{ HTTP_PROXY: 'http://two:3128' }, 'two:3128', 'two:3128'],
    [{ ALL_PROXY: 'http://all:3128', HTTP_PROXY: 'http://two:3128' }, 'all:3128', 'two:3128'],
    [{ all_proxy: 'http://all' }, 'all:80', 'all:80'],
    [{ HTTPS_PROXY: 'proxy.corp.example:3128' }, 'proxy.corp.example:3128', 'directly'],
    [{ HTTPS_PROXY: 'https://secure' }, 'secure:443', 'directly'],
    [{ HTTPS_PROXY: 'http://[fd00::1]:3128/' }, 'fd00::1:3128', 'directly'],
    [{ HTTPS_PROXY: ' ' }, 'directly', 'directly'],
  ])('%j: https by %s, http by %s', (variables, https, http) => {
    expect(routeOf(variables, HTTPS)).toBe(https);
    expect(routeOf(variables, HTTP)).toBe(http);
  });
});

describe('NO_PROXY', () => {
  const proxied = (noProxy: string, address: string): boolean =>
    routeOf({ ALL_PROXY: 'http://proxy:3128', NO_PROXY: noProxy }, address) === 'proxy:3128';

  test.each<readonly [string, string, boolean]>([
    ['*', HTTPS, false],
    ['x,*', HTTPS, false],
    ['terraform.io', HTTPS, false],
    ['.terraform.io', HTTPS, false],
    ['*.terraform.io', HTTPS, false],
    ['APP.Terraform.IO', HTTPS, false],
    ['form.io', HTTPS, true],
    ['app.terraform.io:443', HTTPS, false],
    ['app.terraform.io:8443', HTTPS, true],
    ['localhost 127.0.0.1', HTTP, false],
    ['127.0.0.1:4000', HTTP, false],
    ['127.0.0.0/8', HTTP, false],
    ['10.0.0.0/8', 'https://10.1.2.3', false],
    ['10.0.0.0/8', 'https://11.1.2.3', true],
    ['10.0.0.0/8', HTTPS, true],
    ['fd00::/8', 'https://[fd12::1]', false],
    ['[fd12::1]:443', 'https://[fd12::1]', false],
    ['fd12::1', 'https://[fd12::2]', true],
    ['0.0.1', HTTP, true],
  ])('%s, asked for %s: by the proxy is %s', (noProxy, address, expected) => {
    expect(proxied(noProxy, address)).toBe(expected);
  });
});

test('credentials are decoded for the proxy, and known as secrets both ways', () => {
  const reader = readVariables({ HTTPS_PROXY: 'http://bot:p%40ss%3Aw@proxy:3128' }, () => '');
  const { findProxy, secretValues } = readProxies(reader);
  expect(findProxy?.(new URL(HTTPS))?.authorization).toBe(`Basic ${Buffer.from('bot:p@ss:w').toString('base64')}`);
  expect(secretValues).toEqual(['p%40ss%3Aw', 'p@ss:w']);
});

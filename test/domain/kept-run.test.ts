import { expect, test } from 'vitest';
import { forgetRequest } from '../../src/domain/forget-request.ts';
import { keptOf } from '../../src/domain/run.ts';
import { anasRequest, echoOfAna, someRun } from '../store/requests.ts';

const told = { ...someRun, echo: { ...echoOfAna, variables: [{ key: 'days', value: '"ana@example.com"' }] } };

test('values of variables are compared and not kept, and are forgotten where they were kept all the same', () => {
  const { echo: _, ...rest } = someRun;
  expect(keptOf(told)).toEqual(rest);
  expect(keptOf(rest)).toEqual(rest);
  const forgotten = forgetRequest(anasRequest({ state: 'succeeded', run: told }), new Date(0));
  expect(JSON.stringify(forgotten)).not.toContain('ana@example.com');
  expect(forgotten.run).toEqual({ ...rest, message: '' });
});

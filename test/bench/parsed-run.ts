import type { Run } from '../../src/domain/run.ts';
import { ADDRESS } from './fake-runs.ts';
import { START } from './moved-clock.ts';

/** A run in this status, with as much as showing it needs. */
export const parsedRun = (id: string, status: string): Run => ({
  id,
  status,
  message: 'Asked by Ana',
  planOnly: false,
  echo: {
    workspace: undefined,
    'configuration-version': undefined,
    message: 'Asked by Ana',
    'invoke-action-addrs': [ADDRESS],
    variables: [],
    'auto-apply': false,
    'plan-only': false,
    'is-destroy': false,
    'save-plan': false,
    'target-addrs': undefined,
    'replace-addrs': undefined,
  },
  createdAt: new Date(START),
  createdBy: undefined,
  timestamps: {},
  actions: { confirmable: false, discardable: false, cancelable: true },
  permissions: { apply: true, discard: true, cancel: true },
  plan: undefined,
  apply: undefined,
});

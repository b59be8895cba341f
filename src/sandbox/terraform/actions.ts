/** How an action of the sandbox ends. The last three show why a run's status is not the action's verdict. */
export type ActionOutcome =
  | 'successful'
  | 'failed'
  | 'not_invoked'
  | 'errored_after_success'
  | 'failed_but_applied'
  /** The run errors before the last instance, and none has failed. */
  | 'last_not_invoked';

export interface ActionOptions {
  /** `action.<type>.<name>`, with or without its module path. */
  readonly address: string;
  readonly moduleAddress?: string;
  /** A `count`, or the keys of a `for_each`. Absent: a single instance. */
  readonly instances?: number | readonly string[];
  readonly outcome?: ActionOutcome;
  /** The provider's messages while the action runs. */
  readonly logLines?: readonly string[];
  /** The error if it fails. */
  readonly error?: string;
  /** How it ends if the run is canceled during the invocation. */
  readonly whenCanceled?: 'successful' | 'failed' | 'not_invoked';
}

export interface DeclaredAction {
  readonly id: string;
  readonly module: string | undefined;
  /** Without its module. */
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly instances: number | readonly string[] | undefined;
  outcome: ActionOutcome;
  readonly logLines: readonly string[];
  readonly error: string;
  readonly whenCanceled: 'successful' | 'failed' | 'not_invoked';
  readonly createdAt: number;
}

export type ActionKey = string | number | null;

const DECLARED = /^(?:(?<module>module\..+)\.)?(?<address>action\.(?<type>[^.[\]]+)\.(?<name>[^.[\]]+))$/;

export function declareAction(options: ActionOptions, id: string, createdAt: number): DeclaredAction {
  const parts = DECLARED.exec(options.address)?.groups;
  if (parts?.address === undefined || parts.type === undefined || parts.name === undefined)
    throw new Error(`${options.address} is no address of an action: write action.<type>.<name>, without a key.`);
  return {
    id,
    module: parts.module ?? options.moduleAddress,
    address: parts.address,
    type: parts.type,
    name: parts.name,
    instances: options.instances,
    outcome: options.outcome ?? 'successful',
    logLines: options.logLines ?? [],
    error: options.error ?? 'job 4711 ended with state FAILED (exit code 3)',
    whenCanceled: options.whenCanceled ?? 'failed',
    createdAt,
  };
}

export function fullAddress(action: DeclaredAction, key: ActionKey = null): string {
  return `${action.module === undefined ? '' : `${action.module}.`}${relativeAddress(action, key)}`;
}

export function relativeAddress(action: DeclaredAction, key: ActionKey = null): string {
  return key === null ? action.address : `${action.address}[${JSON.stringify(key)}]`;
}

function keysOf(action: DeclaredAction): readonly ActionKey[] {
  if (action.instances === undefined) return [null];
  return typeof action.instances === 'number'
    ? Array.from({ length: action.instances }, (_, index) => index)
    : action.instances;
}

export interface InvokedAction {
  readonly action: DeclaredAction;
  readonly keys: readonly ActionKey[];
}

/**
 * The instances that an address invokes: one instance with a key, all instances without one. `undefined` if there is no such action.
 */
export function findInvoked(actions: readonly DeclaredAction[], address: string): InvokedAction | undefined {
  for (const action of actions) {
    if (fullAddress(action) === address) return { action, keys: keysOf(action) };
    const key = keysOf(action).find((each) => each !== null && fullAddress(action, each) === address);
    if (key !== undefined) return { action, keys: [key] };
  }
  return undefined;
}

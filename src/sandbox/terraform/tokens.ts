import type { SandboxClock } from '../clock.ts';
import type { Identity, People } from './people.ts';

/** Each includes the previous ones. `admin` is a workspace administrator, who alone may force-cancel. */
export type Rights = 'read' | 'plan' | 'write' | 'admin';
const ORDER: readonly Rights[] = ['read', 'plan', 'write', 'admin'];

export interface TokenOptions {
  readonly token: string;
  /** Tokens of one identity share its rate limit. */
  readonly identity?: string;
  readonly kind?: Identity['kind'];
  readonly rights?: Rights;
  /** The token belongs to the owners of its organizations. */
  readonly isOwner?: boolean;
  /** Absent: never. */
  readonly expiresAt?: Date;
  /** The organizations it can see. Absent: only the sandbox's own. */
  readonly organizations?: readonly string[];
}

export interface Access {
  readonly identity: Identity;
  readonly rights: Rights;
  readonly organizations: ReadonlySet<string>;
  readonly isOwner: boolean;
  /** Of the token itself. */
  readonly tokenId: string;
  readonly expiresAt: Date | undefined;
}

export function hasRight(access: Access, right: Rights): boolean {
  // An organization's token can never start, confirm, discard or cancel a run.
  if (access.identity.kind === 'organization' && right !== 'read') return false;
  return ORDER.indexOf(access.rights) >= ORDER.indexOf(right);
}

export interface TokenBook {
  issue(options: TokenOptions): void;
  revoke(token: string): void;
  /** Finds a token by the Authorization header's value. */
  find(authorization: string | undefined): Access | undefined;
}

export function createTokenBook(
  {
    people,
    organization,
    clock,
  }: { readonly people: People; readonly organization: string; readonly clock: SandboxClock },
  tokens: readonly TokenOptions[],
): TokenBook {
  const book = new Map<string, Access>();
  const issue = (options: TokenOptions) => {
    const kind = options.kind ?? 'team';
    const name = options.identity ?? (kind === 'organization' ? organization : 'tf-action');
    book.set(options.token, {
      identity: people.named(name, kind),
      rights: options.rights ?? 'write',
      organizations: new Set(options.organizations ?? [organization]),
      isOwner: options.isOwner ?? false,
      tokenId: `at-${Buffer.from(options.token).toString('hex').slice(0, 32)}`,
      expiresAt: options.expiresAt,
    });
  };
  for (const options of tokens) issue(options);
  return {
    issue,
    revoke: (token) => void book.delete(token),
    find: (authorization) => {
      const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
      const access = token === undefined ? undefined : book.get(token);
      const ends = access?.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
      return ends > clock.now() ? access : undefined;
    },
  };
}

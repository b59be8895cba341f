import type { Identity } from './people.ts';
import { type Resource, relation } from './resource.ts';
import type { Access } from './tokens.ts';

const RESOURCES = { user: 'users', team: 'teams', organization: 'organizations' } as const;

/** A team or organization acts as a synthetic service user. */
export function usernameOf({ name, kind }: Identity): string {
  if (kind === 'user') return name;
  return kind === 'team' ? `api-team_${name}` : `api-org-${name}`;
}

export function userDocument(identity: Identity): Resource {
  const isService = identity.kind !== 'user';
  return {
    id: identity.id,
    type: 'users',
    attributes: {
      username: usernameOf(identity),
      'is-service-account': isService,
      'auth-method': 'tfc',
      'avatar-url': 'https://www.gravatar.com/avatar/?s=100&d=mm',
      'v2-only': isService,
      'is-site-admin': false,
      'is-sso-login': false,
      ...(isService ? {} : { email: `${identity.name}@example.com`, 'unconfirmed-email': null }),
      permissions: {
        'can-create-organizations': !isService,
        'can-change-email': !isService,
        'can-change-username': !isService,
      },
    },
    links: { self: `/api/v2/users/${identity.id}` },
  };
}

/** The token itself, which each token can read. */
export const tokenDocument = ({ tokenId, expiresAt, identity }: Access): Resource => ({
  id: tokenId,
  type: 'authentication-tokens',
  attributes: { description: identity.name, 'expired-at': expiresAt?.toISOString() ?? null, token: null },
  links: { self: `/api/v2/authentication-tokens/${tokenId}` },
});

export function accountDocument({ identity, tokenId }: Pick<Access, 'identity' | 'tokenId'>): Resource {
  const user = userDocument(identity);
  const type = RESOURCES[identity.kind];
  const id = identity.kind === 'user' ? identity.id : identity.resourceId;
  return {
    ...user,
    relationships: {
      'authentication-tokens': { links: { related: `/api/v2/users/${identity.id}/authentication-tokens` } },
      'authenticated-resource': relation(type, id, `/api/v2/${type}/${id}`),
    },
    links: { ...user.links, 'auth-token': `/api/v2/authentication-tokens/${tokenId}` },
  };
}

import { type CheckAnswer, fault, fine, unknown, warning } from './diagnosis.ts';

/** One token of HCP Terraform, as its server describes it. */
export interface TokenReading {
  /** Its variable. */
  readonly variable: string;
  readonly address: string;
  readonly answer: 'accepted' | 'not_accepted' | 'forbidden' | 'none' | 'obstructed';
  /** Why there was no answer, with the way out where something stands in front. */
  readonly why?: string;
  /** Such as `teams`; `undefined` where the server does not say. */
  readonly owner?: string;
  readonly expiresAt?: Date | 'never';
  /** Organizations of the allowlist in which it belongs to the owners. */
  readonly ownerIn: readonly string[];
  /** How far the server's clock is ahead (milliseconds). */
  readonly ahead?: number;
}

/** Whether the server takes it. */
export function judgeAcceptance({ variable, address, answer, why = '' }: TokenReading): CheckAnswer {
  switch (answer) {
    case 'accepted':
      return fine('token_accepted', `${address} accepts ${variable}.`);
    case 'not_accepted':
      return fault(
        'token_not_accepted',
        `${address} does not accept ${variable} (401).`,
        `Create a new team token, and set ${variable}. If it was accepted before, it expired, was revoked, or lives longer than the organization's token lifetime allows.`,
      );
    case 'forbidden':
      return fault(
        'address_forbidden',
        `${address} refuses calls with ${variable} from here (403).`,
        "Add this machine's public address to the organization's IP allowlist in HCP Terraform, if it has one.",
      );
    case 'obstructed':
      return fault('server_obstructed', `${address} cannot be reached.`, why);
    case 'none':
      return unknown(
        'server_silent',
        `${address} was asked about ${variable} and gave ${why}.`,
        'Check TFE_ADDRESS, the network and firewalls, and run doctor again.',
      );
  }
}

/** Whose it is. */
export function judgeOwner({ variable, owner, ownerIn }: TokenReading): CheckAnswer {
  if (owner === 'organizations')
    return fault(
      'organization_token',
      `${variable} is an organization token, which can neither create nor apply runs.`,
      `Create a team token, and set ${variable}.`,
    );
  if (ownerIn.length > 0)
    return warning(
      'token_of_owners',
      `${variable} belongs to the owners of ${ownerIn.join(', ')}, who may do everything there.`,
      `Use the token of a team that only has the Plan or Write role on the workspaces, and set ${variable}.`,
    );
  if (owner === 'users')
    return warning(
      'user_token',
      `${variable} belongs to a person, and stops working when that person leaves.`,
      `Create a team token, and set ${variable}.`,
    );
  if (owner === undefined)
    return unknown(
      'kind_not_said',
      `HCP Terraform did not say whose token ${variable} is.`,
      "Look at the token's page in HCP Terraform: it should be a team's.",
    );
  return fine('team_token', `${variable} belongs to a team.`);
}

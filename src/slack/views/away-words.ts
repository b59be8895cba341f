import type { Entry } from '../../domain/entry.ts';
import type { ActionRequest, Away } from '../../domain/request.ts';
import { awayOf } from '../../domain/situation.ts';
import { escapeText, mentionPerson, sayWhen } from './mrkdwn.ts';

const SERVICES = { hcp_terraform: 'HCP Terraform', slack: 'Slack' } as const satisfies Record<Away['what'], string>;

/** Why the bot cannot reach a service, since when, and who can fix it. `undefined` if it reaches both. */
export function whoIsAway(request: ActionRequest): string | undefined {
  const away = awayOf(request);
  if (away === undefined) return undefined;
  const { what, helps, once } = WHYS[away.why ?? 'none'](away, request.asked.entry);
  const help = helps === undefined ? '' : `${helps} `;
  return `*${what}* since ${sayWhen(away.since, 'day_and_time')}. ${help}What you see may be out of date. The bot continues once ${once}.`;
}

interface Explanation {
  readonly what: string;
  readonly helps?: string;
  readonly once: string;
}

const explainGone = ({ connection }: Pick<Entry, 'connection'>): Required<Explanation> => ({
  what: `The bot has no connection${connection === undefined ? '' : ` ${connection}`} to HCP Terraform any more`,
  helps: `Whoever runs the bot has to set TFE_TOKEN${connection === undefined ? '' : `_${connection.toUpperCase()}`} and its other variables again. Until then the bot can't follow this request. Check its run in HCP Terraform.`,
  once: 'it is set',
});

const WHYS: Readonly<
  Record<NonNullable<Away['why']> | 'none', (away: Away, entry: Pick<Entry, 'connection'>) => Explanation>
> = {
  none: (away) => explain(away),
  token: (away) => explain(away),
  no_connection: (_, entry) => explainGone(entry),
  older_allowlist: () => ({
    what: 'This replica of the bot has an older allowlist than another replica, so it creates and confirms nothing',
    helps: 'Whoever runs the bot has to give all replicas the same file.',
    once: 'they have it',
  }),
};

/** The thread's reply when a request's connection to HCP Terraform is no longer configured. */
export function sayConnectionGone({ asked, requester }: ActionRequest): string {
  const { what, helps } = explainGone(asked.entry);
  return `${mentionPerson(requester)}: ${what}. ${helps}`;
}

/** Explains an outage by the response: a service that refuses is not reported as unreachable. */
function explain(away: Away): Explanation {
  const { status, refused, why } = away;
  if (status === 401 || why === 'token') {
    return {
      what: "HCP Terraform does not accept the bot's token",
      helps: 'Whoever runs the bot has to renew it (TFE_TOKEN, or TFE_APPLY_TOKEN where that one confirms).',
      once: 'there is a new one',
    };
  }
  if (status === 403 || status === 404) {
    return {
      what: `HCP Terraform does not let the bot ${refused === undefined ? 'see what it needs here' : sayAct(refused)}`,
      helps:
        refused === undefined
          ? "The bot's team needs at least the Plan role on the workspace."
          : "The bot's team, or that of TFE_APPLY_TOKEN, needs the Write role on the workspace.",
      once: 'it has that role',
    };
  }
  if ((status === 409 || status === 422) && refused !== undefined) {
    const helps = `The run was ${escapeText(refused.runStatus)}. ${WHAT_HELPS[refused.act]}`;
    return { what: `HCP Terraform refuses to ${sayAct(refused)}`, helps, once: 'HCP Terraform accepts it' };
  }
  if (status === 429) return { what: 'HCP Terraform is throttling the bot', once: 'it accepts calls again' };
  if (status !== undefined)
    return { what: `HCP Terraform answers with an error (${status})`, once: 'it answers without errors' };
  return { what: `${SERVICES[away.what]} has not answered`, once: 'it answers' };
}

const ACTS = {
  confirm: (run) => `confirm the run ${run}`,
  end: (run) => `end the run ${run}`,
  end_orphan: (run) => `end ${run}, a second run of this request`,
} as const satisfies Record<NonNullable<Away['refused']>['act'], (run: string) => string>;

const WHAT_HELPS = {
  confirm: 'Check in HCP Terraform what blocks it.',
  end: 'End it in HCP Terraform.',
  end_orphan: 'End it in HCP Terraform.',
} as const satisfies Record<NonNullable<Away['refused']>['act'], string>;

const sayAct = ({ act, run }: NonNullable<Away['refused']>): string => ACTS[act](escapeText(run));

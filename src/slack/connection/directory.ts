import type { ListedChannel, ListedGroup } from '../../domain/slack-listing.ts';
import { CouldNotFindOut } from '../../flows/guarding/could-not-find-out.ts';
import type { SlackDirectory } from '../../flows/ports/slack-directory.ts';
import { ownChannels, userGroups } from './payloads.ts';
import { slackErrorOf, type WebApi } from './web-api.ts';

/** Slack recommends no more than 200 a page. */
const PAGE_SIZE = 200;
/** Ours: more pages than this are some mistake. */
const MOST_PAGES = 50;

export const readDirectory = (api: WebApi): SlackDirectory => ({
  listUserGroups: () => orCouldNot("Slack's user groups could not be listed", () => listUserGroups(api)),
  listOwnChannels: () => orCouldNot('The channels that the bot is in could not be listed', () => listOwnChannels(api)),
});

async function listUserGroups(api: WebApi): Promise<readonly ListedGroup[] | undefined> {
  try {
    const { usergroups } = await api.call(
      'usergroups.list',
      { include_users: true, include_disabled: true },
      userGroups,
    );
    return usergroups.map(({ id, handle = id, date_delete: deleted = 0, users: members = [] }) => ({
      ...{ id, handle, members },
      isDisabled: deleted !== 0,
    }));
  } catch (error) {
    if (PLAN_ERRORS.includes(slackErrorOf(error))) return undefined;
    throw error;
  }
}

const PLAN_ERRORS: readonly (string | undefined)[] = ['plan_upgrade_required', 'paid_teams_only'];

async function listOwnChannels(api: WebApi): Promise<readonly ListedChannel[]> {
  const all: ListedChannel[] = [];
  const fixed = { types: 'public_channel,private_channel', exclude_archived: true, limit: PAGE_SIZE };
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await api.call('users.conversations', { ...fixed, ...(cursor && { cursor }) }, ownChannels);
    all.push(
      ...answer.channels.map(({ id, name = id, is_ext_shared: shared, is_pending_ext_shared: pending }) => ({
        ...{ id, name },
        sharedWithOutsiders: shared === true || pending === true,
      })),
    );
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) break;
  }
  return all.sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function orCouldNot<Value>(what: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    const said = slackErrorOf(error);
    throw new CouldNotFindOut(said === undefined ? `${what}.` : `${what}: Slack answers ${said}.`, error);
  }
}

import type { SocketMode } from '../socket-mode.ts';
import { authTest, connectionsOpen } from './auth.ts';
import { deleteMessage, getPermalink, updateMessage } from './chat-change.ts';
import { postEphemeral, postMessage } from './chat-post.ts';
import { conversationsInfo, conversationsOpen, usersConversations } from './conversations.ts';
import { conversationsHistory, conversationsReplies } from './history.ts';
import type { Method } from './method.ts';
import { userGroupsList, userGroupUsersList } from './user-groups.ts';
import { usersInfo } from './users.ts';
import { openView, pushView, updateView } from './views.ts';

/** The Web API methods of the sandbox. Any other one is `unknown_method`. */
export function webApiMethods(socketMode: SocketMode): Readonly<Record<string, Method>> {
  return {
    'apps.connections.open': connectionsOpen(socketMode),
    'auth.test': authTest,
    'chat.delete': deleteMessage,
    'chat.getPermalink': getPermalink,
    'chat.postEphemeral': postEphemeral,
    'chat.postMessage': postMessage,
    'chat.update': updateMessage,
    'conversations.history': conversationsHistory,
    'conversations.info': conversationsInfo,
    'conversations.open': conversationsOpen,
    'conversations.replies': conversationsReplies,
    'usergroups.list': userGroupsList,
    'usergroups.users.list': userGroupUsersList,
    'users.conversations': usersConversations,
    'users.info': usersInfo,
    'views.open': openView,
    'views.push': pushView,
    'views.update': updateView,
  };
}

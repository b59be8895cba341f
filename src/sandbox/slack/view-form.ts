import type { JsonObject } from './json.ts';
import type { OpenView } from './views.ts';
import type { World } from './world.ts';

/** A view as Slack writes it in answers and payloads. */
export function viewForm(world: World, open: OpenView, state: JsonObject = {}): JsonObject {
  const { installation } = world;
  const { view } = open;
  return {
    id: open.id,
    team_id: installation.team.id,
    app_id: installation.appId,
    app_installed_team_id: installation.team.id,
    bot_id: installation.botId,
    type: 'modal',
    title: view.title,
    submit: view.submit ?? null,
    close: view.close ?? null,
    blocks: view.blocks,
    state: { values: state },
    hash: open.hash,
    private_metadata: view.private_metadata ?? '',
    callback_id: view.callback_id ?? '',
    external_id: view.external_id ?? '',
    clear_on_close: view.clear_on_close ?? false,
    notify_on_close: view.notify_on_close ?? false,
    root_view_id: open.rootId,
    previous_view_id: open.previousId ?? null,
  };
}

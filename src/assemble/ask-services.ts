import type { Clock } from '../flows/ports/clock.ts';
import { SettingsFault } from '../settings/fault.ts';
import { readTextFile } from '../settings/read-text.ts';
import type { Variables } from '../settings/read-variables.ts';
import { type AskedSlack, askSlack } from './slack-team.ts';
import { type AskedTerraform, askTerraform } from './terraform-setup.ts';

export interface AskedServices {
  readonly slack: AskedSlack;
  readonly terraform: AskedTerraform;
  /** Problems of the tokens as the services report them, one sentence each. */
  readonly checkTokens: () => Promise<readonly string[]>;
}

/** Both services, for a command that starts no bot. Throws one `SettingsFault` with every variable that is missing or malformed. */
export function askServices(env: Variables, clock: Clock): AskedServices {
  const faults: string[] = [];
  const attempt = <Value>(ask: () => Value): Value | undefined => {
    try {
      return ask();
    } catch (error) {
      if (!(error instanceof SettingsFault)) throw error;
      faults.push(...error.faults);
      return undefined;
    }
  };
  const slack = attempt(() => askSlack(env, readTextFile, clock));
  if (slack === undefined && faults.length === 0)
    faults.push('SLACK_BOT_TOKEN: is missing; copy the bot token (xoxb-…) from OAuth & Permissions.');
  const terraform = attempt(() => askTerraform(env, readTextFile, clock));
  if (slack === undefined || terraform === undefined) throw new SettingsFault(faults);
  return {
    ...{ slack, terraform },
    checkTokens: async () =>
      (await Promise.all([slack.checkToken(), terraform.checkTokens()])).flatMap((check) => check.faults),
  };
}

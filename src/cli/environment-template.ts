/** The `.env` that `init --env` writes: every variable, those that are required without a value. */
export const ENVIRONMENT_TEMPLATE = `# The environment of tf-action, written by tf-action init --env. Read by every command unless NODE_ENV is production.
# It will hold secrets: keep it out of version control. Variables that are set outside this file win.
# Every secret can be given as <NAME>_FILE instead, the path of a file; a renewed token is read from there.

# --- Slack: api.slack.com/apps, your app ---

# OAuth & Permissions, Bot User OAuth Token: xoxb-…
SLACK_BOT_TOKEN=
# Basic Information, App-Level Tokens, with connections:write: xapp-…
SLACK_APP_TOKEN=
# For HTTP mode, instead of SLACK_APP_TOKEN: Basic Information, Signing Secret
# SLACK_SIGNING_SECRET=
# SLACK_API_URL=https://slack.com/api/

# --- HCP Terraform ---

# The token of a team with the Plan role on the workspaces. No organization token, and not the owners team.
TFE_TOKEN=
# The token of a second team with the Write role. Only this one confirms, discards and cancels runs.
# Without it, TFE_TOKEN needs the Write role.
TFE_APPLY_TOKEN=
# Of HCP Europe or Terraform Enterprise:
# TFE_ADDRESS=https://app.terraform.io
# The key of HCP Terraform's notifications, which are then accepted on PORT:
# TFE_NOTIFICATION_KEY=
# A further connection named eu in the allowlist: TFE_TOKEN_EU, TFE_APPLY_TOKEN_EU, TFE_ADDRESS_EU, TFE_ORGANIZATION_EU

# --- The bot ---

# The allowlist: tf-action init writes it. Without this line it is config/actions.yml, which comes with the program as an example.
TF_ACTION_CONFIG=config/allowlist.yml
# The commit of the allowlist, recorded with every decision
# TF_ACTION_REVISION=
# The state: a PostgreSQL server, or a directory that survives restarts
# DATABASE_URL=postgres://user:password@host:5432/database
# DATA_DIR=./data
# Health, and Slack in HTTP mode
# PORT=3000
# METRICS_PORT=
# trace, debug, info, warn, error, fatal or silent
# LOG_LEVEL=info

# --- Proxies ---

# HTTPS_PROXY=http://proxy:3128
# HTTP_PROXY=
# ALL_PROXY=
# NO_PROXY=
`;

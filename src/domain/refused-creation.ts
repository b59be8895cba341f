import { type Sentence, sentence } from './sentence.ts';

const USUAL_CAUSES: readonly { readonly status: number; readonly said?: RegExp; readonly hint: string }[] = [
  {
    status: 401,
    hint: "The bot's token is no longer valid. Give it a new one (TFE_TOKEN, or the file of TFE_TOKEN_FILE), then ask again.",
  },
  {
    status: 403,
    hint: "The bot's team may not create runs here: it needs at least the Plan role on the workspace, and an organization token can never create runs.",
  },
  {
    status: 404,
    hint: "Usually the bot's team may not queue runs in this workspace (it needs at least the Plan role), the workspace is gone, or the organization's plan does not include actions.",
  },
  {
    status: 422,
    said: /configuration version/i,
    hint: 'Usually the workspace has no configuration version yet: upload or merge a configuration first, then ask again.',
  },
  {
    status: 422,
    hint: 'Usually the workspace uses a Terraform version below 1.14, which knows no actions, or the plan of the organization does not include them.',
  },
];

/** What HCP Terraform answered when a run was to be created, as a sentence without its full stop. */
export const sayRefusedCreation = (status: number, said: string): Sentence =>
  sentence`HCP Terraform refused to create the run (${status}): ${said === '' ? 'it did not say why' : said}`;

/** What usually causes such an answer. What the service said decides between causes and is never repeated here. */
export const usualCauseOf = (status: number, said: string): string =>
  USUAL_CAUSES.find((one) => one.status === status && (one.said?.test(said) ?? true))?.hint ??
  'Look at the workspace in HCP Terraform.';

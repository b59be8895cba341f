import type { RefusedCreation } from './outcome.ts';
import { type Sentence, sentence, sentenceOf, type Words } from './sentence.ts';
import {
  findWorkspaceFault,
  isAnsweredWith,
  isExactVersion,
  sayWorkspaceFault,
  type WorkspaceFacts,
  wayOutOf,
} from './workspace-fault.ts';

/** HCP Terraform's refusal to create a run, as a sentence without its full stop. */
export const sayRefusedCreation = ({ status, said }: RefusedCreation): Sentence =>
  sentence`HCP Terraform refused to create the run (${status}): ${said === '' ? 'it did not say why' : said}`;

/**
 * What to do about the refusal: the workspace's own fault if it has one, otherwise what remains possible. The server's
 * text is used to choose the cause and is never repeated here.
 */
export function sayCause({ status, said, workspace }: RefusedCreation): Words {
  // Creating a run applies nothing, so only the requirements of creating can be the cause.
  const fault = workspace && findWorkspaceFault(workspace.name, workspace, { apply: 'by_hand' });
  if (fault !== undefined && isAnsweredWith(fault, status)) {
    const wayOut = sentenceOf(wayOutOf(fault));
    return sentence`The cause is that ${sayWorkspaceFault(fault)}. ${wayOut}`;
  }
  switch (status) {
    case 401:
      return "The bot's token is no longer valid. Give it a new one (TFE_TOKEN, or the file of TFE_TOKEN_FILE), then ask again.";
    case 403:
    case 404:
      return workspace?.canQueueRun === true
        ? "The workspace says that the bot's token may start runs. Check that it is no organization token, and that the organization's plan includes actions."
        : "Check that the bot's team has at least the Plan role on the workspace, that its token is no organization token, and that the organization's plan includes actions.";
    case 422:
      return /configuration version/i.test(said)
        ? 'The configuration version that was asked for cannot be used any more. Upload or merge a configuration, then ask again.'
        : sayWhatIsLeft(workspace ?? {});
    default:
      return 'Look at the workspace in HCP Terraform.';
  }
}

/** Actions need a recent Terraform version and an organization plan that includes them. */
function sayWhatIsLeft({ terraformVersion }: WorkspaceFacts): Sentence {
  const plan = sentence`Check that the organization's plan includes actions.`;
  if (terraformVersion === undefined) return sentence`Check that the workspace uses Terraform 1.14 or later. ${plan}`;
  return isExactVersion(terraformVersion)
    ? sentence`The workspace uses Terraform ${terraformVersion}, which has actions. ${plan}`
    : sentence`The workspace's Terraform version is set to ${terraformVersion}: check that this is 1.14 or later. ${plan}`;
}

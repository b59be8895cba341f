import type { Variables } from './read-variables.ts';

const CONNECTION = /^TFE_(?:ADDRESS|ORGANIZATION|TOKEN|APPLY_TOKEN)_\w*[a-z]\w*$/;

/** Warns about variables that are set but have no effect. */
export const unreadVariables = (variables: Variables): readonly string[] => [
  ...Object.keys(variables)
    .filter((name) => CONNECTION.test(name) && variables[name.toUpperCase()] === undefined)
    .map((name) => `${name}: is not read, since it has lower-case letters. Write ${name.toUpperCase()}.`),
  ...(variables.TFE_NOTIFICATION_KEY !== undefined && variables.TFE_NOTIFICATION_KEY.trim() === ''
    ? ['TFE_NOTIFICATION_KEY: is empty, so notifications of HCP Terraform are not taken.']
    : []),
];

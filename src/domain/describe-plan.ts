/** What a plan does, as a verb phrase. That it changes no resources was checked before. */
export function describePlan(invocations: number | undefined): string {
  if (invocations === undefined) {
    return 'changes 0 resources; HCP Terraform does not say how many actions it invokes';
  }
  return `invokes ${invocations === 1 ? '1 action' : `${invocations} actions`}, changes 0 resources`;
}

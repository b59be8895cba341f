/** What a plan does, in words that go on after its subject. That it changes no resource was held before. */
export function describePlan(invocations: number | undefined): string {
  if (invocations === undefined) {
    return 'changes 0 resources; HCP Terraform does not say how many actions it invokes';
  }
  return `invokes ${invocations === 1 ? '1 action' : `${invocations} actions`}, changes 0 resources`;
}

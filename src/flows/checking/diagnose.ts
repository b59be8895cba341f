import { CHECKS, type CheckAnswer, type Checked, type CheckName, unknown } from '../../domain/diagnosis.ts';

/** How each check is made. Each asks and changes nothing. */
export type MakeChecks = Readonly<Record<CheckName, () => Promise<readonly CheckAnswer[]>>>;

/** Makes every check, and all of them whatever becomes of one. A check that breaks could not be made. */
export async function diagnose(make: MakeChecks): Promise<readonly Checked[]> {
  const names = Object.keys(CHECKS) as readonly CheckName[];
  return Promise.all(names.map(async (name) => ({ name, asks: CHECKS[name], answers: await makeOne(make[name]) })));
}

async function makeOne(make: MakeChecks[CheckName]): Promise<readonly CheckAnswer[]> {
  try {
    return await make();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [unknown('check_failed', `the check could not be made: ${why}`, 'Run doctor again.')];
  }
}
